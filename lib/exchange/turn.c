/* turn: one answer of the model, put together from its pieces */
#include "exchange/turn.h"
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/conversation.h"
#include <stdlib.h>
#include <string.h>

#define TOKENS_MAX (1L << 40) /* of an answer: what is more is no count */

struct part *
turn_find(struct turn *t, long index)
{
	for (size_t i = t->n_parts; i-- > 0;)
		if (t->parts[i].index == index)
			return &t->parts[i];
	return NULL;
}

struct part *
turn_new_part(struct turn *t, long index, enum part_kind kind)
{
	struct part *p;

	t->parts = xreallocarray(t->parts, t->n_parts + 1, sizeof(*p));
	p = &t->parts[t->n_parts++];
	*p = (struct part){.kind = kind, .index = index};
	t->started = true;
	return p;
}

struct part *
turn_part(struct turn *t, long index, enum part_kind kind)
{
	struct part *p = turn_find(t, index);

	return p ? p : turn_new_part(t, index, kind);
}

/* Whoever wanted the text has it: nothing of it is held any more. */
static void
cut(struct turn *t)
{
	t->cut = true;
	for (size_t i = 0; i < t->n_parts; i++)
		if (t->parts[i].kind == PART_MESSAGE)
			buf_release(&t->parts[i].text);
}

void
turn_say(struct turn *t, struct part *p, const char *text)
{
	size_t len = strlen(text);

	if (len == 0)
		return;
	if (!t->cut)
		buf_add(&p->text, text, len);
	p->said += len;
	t->said += len;
	t->line_open = text[len - 1] != '\n';
	if (t->keep > 0 && t->said > t->keep && !t->cut)
		cut(t);
	if (t->on_text != NULL)
		t->on_text(t->ctx, text, len);
}

size_t
turn_held(const struct turn *t)
{
	size_t n = deltas_held(&t->extra);

	for (size_t i = 0; i < t->n_parts; i++)
		n += t->parts[i].text.len + t->parts[i].refusal.len +
		     deltas_held(&t->parts[i].extra);
	return n;
}

static bool
is_object(const char *text, size_t len)
{
	struct error e = {0};
	cJSON *v = json_parse(text, len, &e);
	bool is = cJSON_IsObject(v);

	cJSON_Delete(v);
	error_release(&e);
	return is;
}

void
turn_arguments(struct turn *t, struct part *p, const char *text)
{
	size_t len = strlen(text);

	t->started = true;
	if (len > 1 && len == p->text.len &&
	    strcmp(buf_str(&p->text), text) == 0 && is_object(text, len))
		return;
	buf_add(&p->text, text, len);
}

void
turn_set(char **where, const char *text)
{
	if (text == NULL || *text == '\0' ||
	    (*where != NULL && strcmp(*where, text) == 0))
		return;
	free(*where);
	*where = xstrdup(text);
}

static void
set_usage(struct turn *t, const char *name, const cJSON *number)
{
	long n;

	if (!json_is_integer(number, &n) || n < 0 || n > TOKENS_MAX)
		return;
	if (t->usage == NULL)
		t->usage = cJSON_CreateObject();
	json_set(t->usage, name, json_new_long(n));
}

static const cJSON *
details_of(const cJSON *usage, const char *name)
{
	char *details = xasprintf("%s_details", name);
	const cJSON *found = json_get(usage, details);

	free(details);
	return found;
}

void
turn_usage(struct turn *t, const cJSON *usage, const char *in, const char *out)
{
	const cJSON *of_in, *of_out;

	if (usage == NULL)
		return;
	of_in = details_of(usage, in);
	of_out = details_of(usage, out);
	set_usage(t, "input_tokens", json_get(usage, in));
	set_usage(t, "output_tokens", json_get(usage, out));
	set_usage(t, "total_tokens", json_get(usage, "total_tokens"));
	if (json_get(t->usage, "total_tokens") == NULL && t->usage != NULL)
		json_add_long(t->usage, "total_tokens",
		    json_long(t->usage, "input_tokens", 0) +
			json_long(t->usage, "output_tokens", 0));
	set_usage(t, "cached_tokens", json_get(of_in, "cached_tokens"));
	set_usage(
	    t, "cache_write_tokens", json_get(of_in, "cache_write_tokens"));
	set_usage(t, "reasoning_tokens", json_get(of_out, "reasoning_tokens"));
}

static cJSON *
message_item(const struct part *p)
{
	cJSON *item = cJSON_CreateObject();
	const struct buf *said = p->text.len > 0 ? &p->text : &p->refusal;

	cJSON_AddStringToObject(item, "type", "message");
	cJSON_AddStringToObject(item, "role", "assistant");
	cJSON_AddItemToObject(
	    item, "content", json_new_string(buf_str(said), said->len));
	return item;
}

static cJSON *
call_item(const struct part *p)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(item, "type", "function_call");
	cJSON_AddStringToObject(item, "call_id", p->id);
	cJSON_AddStringToObject(item, "name", p->name ? p->name : "");
	cJSON_AddItemToObject(
	    item, "arguments", json_new_string(buf_str(&p->text), p->text.len));
	return item;
}

static int
close_call(struct turn *t, struct part *p, size_t base, struct error *e)
{
	struct call *c;

	if (p->id == NULL) {
		p->id = xasprintf("call_%zu", base + t->n_calls);
		if (p->item != NULL)
			json_set(p->item, "call_id", cJSON_CreateString(p->id));
	}
	for (size_t i = 0; i < t->n_calls; i++)
		if (strcmp(t->calls[i].id, p->id) == 0)
			return error_set(e, ERROR_API_ERROR,
			    "the answer holds two calls with the id '%s'",
			    p->id);
	t->calls = xreallocarray(t->calls, t->n_calls + 1, sizeof(*c));
	c = &t->calls[t->n_calls++];
	*c = (struct call){.id = xstrdup(p->id),
	    .name = xstrdup(p->name ? p->name : ""),
	    .arguments = xstrdup(buf_str(&p->text))};
	return 0;
}

/* Moves what a part says to what the turn says: it may be long. */
static void
move(struct buf *to, struct buf *from)
{
	if (to->len > 0) {
		buf_add(to, from->data, from->len);
		buf_release(from);
		return;
	}
	buf_release(to);
	*to = *from;
	*from = (struct buf){0};
}

static int
close_part(struct turn *t, struct part *p, size_t base, struct error *e)
{
	cJSON *item = NULL;

	if (p->kind == PART_CALL && close_call(t, p, base, e) < 0)
		return -1;
	if (t->cut && p->kind == PART_MESSAGE) {
		item = NULL; /* it would not be all of it */
	} else if (p->complete) {
		item = p->item;
		p->item = NULL;
	} else if (p->kind == PART_CALL) {
		item = call_item(p);
	} else if (p->kind == PART_MESSAGE &&
		   p->text.len + p->refusal.len > 0) {
		item = message_item(p);
	}
	if (item != NULL)
		cJSON_AddItemToArray(t->items, item);
	if (p->kind == PART_MESSAGE) {
		move(&t->text, &p->text);
		move(&t->refusal, &p->refusal);
	}
	return 0;
}

/* What we do not know is for the server that said it to understand. */
static cJSON *
extra_item(struct turn *t)
{
	cJSON *item = cJSON_CreateObject(), *calls = NULL, *members;

	cJSON_AddStringToObject(item, "type", "chat_extra");
	if (t->source != NULL)
		cJSON_AddStringToObject(item, "source", t->source);
	members = deltas_take(&t->extra);
	if (members != NULL)
		cJSON_AddItemToObject(item, "members", members);
	for (size_t i = 0; i < t->n_parts; i++) {
		struct part *p = &t->parts[i];

		if (p->extra.object == NULL)
			continue;
		if (calls == NULL)
			calls = cJSON_AddObjectToObject(item, "calls");
		json_set(calls, p->id, deltas_take(&p->extra));
	}
	if (members == NULL && calls == NULL) {
		cJSON_Delete(item);
		return NULL;
	}
	return item;
}

int
turn_close(struct turn *t, size_t base, struct error *e)
{
	cJSON *extra;

	t->items = cJSON_CreateArray();
	for (size_t i = 0; i < t->n_parts; i++)
		if (close_part(t, &t->parts[i], base, e) < 0)
			return -1;
	extra = extra_item(t);
	if (extra != NULL)
		cJSON_InsertItemInArray(t->items, 0, extra);
	if (t->refusal.len > 0)
		turn_set(&t->finish, "refusal");
	else if (t->finish == NULL && t->ended)
		turn_set(&t->finish, t->n_calls > 0 ? "tool_calls" : "stop");
	return 0;
}

static void
part_release(struct part *p)
{
	cJSON_Delete(p->item);
	free(p->id);
	free(p->name);
	buf_release(&p->text);
	buf_release(&p->refusal);
	deltas_release(&p->extra);
}

void
turn_release(struct turn *t)
{
	for (size_t i = 0; i < t->n_parts; i++)
		part_release(&t->parts[i]);
	for (size_t i = 0; i < t->n_calls; i++)
		call_release(&t->calls[i]);
	free(t->parts);
	free(t->calls);
	free(t->id);
	free(t->model);
	free(t->finish);
	cJSON_Delete(t->usage);
	deltas_release(&t->extra);
	cJSON_Delete(t->items);
	buf_release(&t->text);
	buf_release(&t->refusal);
	*t = (struct turn){0};
}
