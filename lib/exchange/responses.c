/* responses: the Responses API's requests and answers */
#include "base/json.h"
#include "exchange/dialect.h"
#include <stdlib.h>
#include <string.h>

/* requests */

/*
 * Nothing is stored on the server, so reasoning comes back to it only in
 * its encrypted form or, at servers such as vLLM and llama.cpp, in plain
 * words; without either its id means nothing there, nor do the ids of the
 * items it led to.
 */
static bool
lacks_reasoning(const struct ask *a)
{
	bool plain = a->source && !strstr(a->source, " at api.openai.com");
	const cJSON *item;

	cJSON_ArrayForEach(item, a->conversation->items) {
		if (item_is(item, "reasoning") &&
		    !json_string(item, "encrypted_content") &&
		    !(plain &&
			cJSON_GetArraySize(json_get(item, "content")) > 0))
			return true;
	}
	return false;
}

/* Chat wraps what an image and a file are; we do not. */
static cJSON *
unwrap(const cJSON *part, const char *name, const char *type)
{
	cJSON *copy = cJSON_CreateObject();
	const cJSON *member;

	cJSON_AddStringToObject(copy, "type", type);
	cJSON_ArrayForEach(member, json_get(part, name)) {
		cJSON_AddItemToObject(copy,
		    strcmp(member->string, "url") == 0 ? "image_url"
						       : member->string,
		    json_copy(member));
	}
	return copy;
}

static cJSON *
input_part(const cJSON *part, bool assistant)
{
	cJSON *copy;

	if (item_is(part, "image_url") &&
	    cJSON_IsObject(json_get(part, "image_url"))) {
		copy = unwrap(part, "image_url", "input_image");
		if (json_get(copy, "detail") == NULL)
			cJSON_AddStringToObject(copy, "detail", "auto");
		return copy;
	}
	if (item_is(part, "file") && cJSON_IsObject(json_get(part, "file")))
		return unwrap(part, "file", "input_file");
	copy = json_copy(part);
	if (item_is(part, "text"))
		json_set(copy, "type",
		    cJSON_CreateString(
			assistant ? "output_text" : "input_text"));
	return copy;
}

static cJSON *
input_message(const cJSON *item)
{
	const cJSON *content = json_get(item, "content");
	const char *role = json_string(item, "role");
	cJSON *copy = json_copy(item), *parts;
	const cJSON *part;

	if (!cJSON_IsArray(content) || json_get(item, "id") != NULL)
		return copy;
	parts = cJSON_CreateArray();
	cJSON_ArrayForEach(part, content) {
		cJSON_AddItemToArray(parts,
		    input_part(part, role && strcmp(role, "assistant") == 0));
	}
	json_set(copy, "content", parts);
	return copy;
}

static cJSON *
without_id(cJSON *copy)
{
	char *text;

	cJSON_DeleteItemFromObjectCaseSensitive(copy, "id");
	if (item_is(copy, "message") &&
	    cJSON_IsArray(json_get(copy, "content"))) {
		text = message_text(json_get(copy, "content"));
		json_set(copy, "content", cJSON_CreateString(text));
		cJSON_DeleteItemFromObjectCaseSensitive(copy, "status");
		free(text);
	}
	return copy;
}

static cJSON *
input(const struct ask *a)
{
	cJSON *items = cJSON_CreateArray(), *copy;
	bool lacks = lacks_reasoning(a);
	const cJSON *item;

	cJSON_ArrayForEach(item, a->conversation->items) {
		if (item_is(item, "chat_extra") ||
		    (lacks && item_is(item, "reasoning")))
			continue;
		copy = item_is(item, "message") ? input_message(item)
						: json_copy(item);
		if (lacks && json_get(copy, "id") != NULL)
			copy = without_id(copy);
		cJSON_AddItemToArray(items, copy);
	}
	return items;
}

/* Older models refuse a request that includes what they do not have. */
static bool
may_reason(const char *model)
{
	static const char *const before[] = {"gpt-3", "gpt-4", "chatgpt-"};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (strncmp(model, before[i], strlen(before[i])) == 0)
			return false;
	return true;
}

static cJSON *
request(const struct ask *a)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *tools = dialect_tools(a, API_RESPONSES);
	cJSON *format, *include;

	cJSON_AddStringToObject(body, "model", a->model);
	cJSON_AddItemToObject(body, "input", input(a));
	if (tools != NULL)
		cJSON_AddItemToObject(body, "tools", tools);
	dialect_add_choice(body, a, API_RESPONSES);
	if (a->effort != NULL)
		cJSON_AddStringToObject(
		    cJSON_AddObjectToObject(body, "reasoning"), "effort",
		    a->effort);
	if (a->schema != NULL) {
		format = dialect_format(a);
		cJSON_AddStringToObject(format, "type", "json_schema");
		cJSON_AddItemToObject(
		    cJSON_AddObjectToObject(body, "text"), "format", format);
	}
	if (a->stream)
		cJSON_AddTrueToObject(body, "stream");
	cJSON_AddFalseToObject(body, "store");
	if (tools != NULL && may_reason(a->model)) {
		include = cJSON_AddArrayToObject(body, "include");
		cJSON_AddItemToArray(
		    include, cJSON_CreateString("reasoning.encrypted_content"));
	}
	return body;
}

/* answers */

static enum part_kind
kind_of(const cJSON *item)
{
	if (item_is(item, "message"))
		return PART_MESSAGE;
	return item_is(item, "function_call") ? PART_CALL : PART_OTHER;
}

static struct part *
part_of(struct turn *t, const cJSON *event, enum part_kind kind)
{
	long index = json_long(event, "output_index", -1);

	if (index < 0 && t->n_parts > 0)
		return &t->parts[t->n_parts - 1];
	if (index > TURN_INDEX_MAX * 8)
		return NULL;
	return turn_part(t, index < 0 ? 0 : index, kind);
}

static void
set_call(struct part *p, const cJSON *item)
{
	turn_set(&p->id, json_string(item, "call_id"));
	turn_set(&p->name, json_string(item, "name"));
}

static void
replace_arguments(struct part *p, const cJSON *arguments)
{
	char *text;

	if (cJSON_IsString(arguments)) {
		buf_truncate(&p->text, 0);
		buf_adds(&p->text, arguments->valuestring);
	} else if (cJSON_IsObject(arguments)) {
		text = json_text(arguments);
		buf_truncate(&p->text, 0);
		buf_adds(&p->text, text);
		free(text);
	}
}

static void
join_content(const cJSON *item, struct buf *text, struct buf *refusal)
{
	const cJSON *content = json_get(item, "content"), *part;

	if (cJSON_IsString(content))
		buf_adds(text, content->valuestring);
	cJSON_ArrayForEach(part, content) {
		if (item_is(part, "refusal") && json_string(part, "refusal"))
			buf_adds(refusal, json_string(part, "refusal"));
		else if (json_string(part, "text"))
			buf_adds(text, json_string(part, "text"));
	}
}

/* The complete message counts; what was not streamed of it is said now. */
static void
complete_message(struct turn *t, struct part *p, const cJSON *item)
{
	struct buf text = {0}, refusal = {0};
	size_t said = p->said;

	join_content(item, &text, &refusal);
	if (!t->cut && said == p->text.len && text.len >= said &&
	    (said == 0 || memcmp(text.data, p->text.data, said) == 0))
		turn_say(t, p, buf_str(&text) + said);
	buf_truncate(&p->text, 0);
	if (!t->cut)
		buf_add(&p->text, text.data, text.len);
	buf_truncate(&p->refusal, 0);
	buf_add(&p->refusal, refusal.data, refusal.len);
	buf_release(&text);
	buf_release(&refusal);
}

static void
item_done(struct turn *t, struct part *p, const cJSON *item)
{
	p->kind = kind_of(item);
	if (p->kind == PART_CALL) {
		set_call(p, item);
		replace_arguments(p, json_get(item, "arguments"));
	} else if (p->kind == PART_MESSAGE) {
		complete_message(t, p, item);
	}
	cJSON_Delete(p->item);
	p->item = json_copy(item);
	/* arguments as an object are no valid item: it is made anew */
	p->complete =
	    p->kind != PART_CALL || json_string(item, "arguments") != NULL;
}

static void
incomplete(struct turn *t, const cJSON *response)
{
	const char *why =
	    json_string(json_get(response, "incomplete_details"), "reason");

	if (why == NULL || strcmp(why, "max_output_tokens") == 0)
		why = "length";
	turn_set(&t->finish, why);
}

/* How it ended is the answer's own status, whatever it was sent as. */
static int
end(struct turn *t, const cJSON *response, struct error *e)
{
	const char *status = json_string(response, "status");

	turn_usage(
	    t, json_get(response, "usage"), "input_tokens", "output_tokens");
	if (status != NULL &&
	    (strcmp(status, "failed") == 0 || strcmp(status, "cancelled") == 0))
		return error_set(e, ERROR_API_ERROR,
		    "the server says that its answer is %s, and not why",
		    status);
	if (status != NULL && strcmp(status, "incomplete") == 0)
		incomplete(t, response);
	t->ended = true;
	return 0;
}

/* The whole answer, or what a stream's last event holds of it. */
static void
take_output(struct turn *t, const cJSON *response)
{
	const cJSON *item;
	struct part *p;
	long index = 0;

	cJSON_ArrayForEach(item, json_get(response, "output")) {
		p = turn_part(t, index++, kind_of(item));
		if (!p->complete)
			item_done(t, p, item);
	}
}

static int
body(struct turn *t, const cJSON *response, struct error *e)
{
	if (!cJSON_IsArray(json_get(response, "output")))
		return error_set(
		    e, ERROR_API_ERROR, "the answer holds no output");
	turn_set(&t->id, json_string(response, "id"));
	turn_set(&t->model, json_string(response, "model"));
	take_output(t, response);
	return end(t, response, e);
}

static void
text_done(struct turn *t, struct part *p, const char *text)
{
	/* servers that send no deltas say it here for the first time */
	if (p->said == p->piece && text != NULL)
		turn_say(t, p, text);
	p->piece = p->said;
}

static void
item_added(struct part *p, const cJSON *item)
{
	p->kind = kind_of(item);
	if (p->kind == PART_CALL) {
		set_call(p, item);
		replace_arguments(p, json_get(item, "arguments"));
	}
}

static void
on_item(struct turn *t, const char *what, const cJSON *event)
{
	const cJSON *item = json_get(event, "item");
	struct part *p;

	if (!cJSON_IsObject(item))
		return;
	p = part_of(t, event, kind_of(item));
	if (p == NULL)
		return;
	if (strcmp(what, "done") == 0)
		item_done(t, p, item);
	else
		item_added(p, item);
}

static void
on_text(struct turn *t, const char *what, const cJSON *event)
{
	struct part *p = part_of(t, event, PART_MESSAGE);
	const char *delta = json_string(event, "delta");

	if (p == NULL)
		return;
	if (strcmp(what, "done") == 0)
		text_done(t, p, json_string(event, "text"));
	else if (strcmp(what, "delta") == 0 && delta != NULL)
		turn_say(t, p, delta);
}

static void
on_refusal(struct turn *t, const char *what, const cJSON *event)
{
	struct part *p = part_of(t, event, PART_MESSAGE);
	const char *delta = json_string(event, "delta");

	if (p != NULL && strcmp(what, "delta") == 0 && delta != NULL)
		buf_adds(&p->refusal, delta);
}

static void
on_arguments(struct turn *t, const char *what, const cJSON *event)
{
	struct part *p = part_of(t, event, PART_CALL);
	const char *delta = json_string(event, "delta");

	if (p == NULL)
		return;
	if (strcmp(what, "done") == 0)
		replace_arguments(p, json_get(event, "arguments"));
	else if (delta != NULL)
		buf_adds(&p->text, delta);
}

static int
on_response(
    struct turn *t, const char *what, const cJSON *event, struct error *e)
{
	const cJSON *response = json_get(event, "response");

	turn_set(&t->id, json_string(response, "id"));
	turn_set(&t->model, json_string(response, "model"));
	if (strcmp(what, "completed") != 0 && strcmp(what, "incomplete") != 0)
		return 0;
	take_output(t, response);
	if (strcmp(what, "incomplete") == 0)
		incomplete(t, response);
	return end(t, response, e);
}

static const char *
after(const char *type, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(type, prefix, len) == 0 ? type + len : NULL;
}

static int
event(struct turn *t, const cJSON *data, struct error *e)
{
	const char *type = json_string(data, "type"), *what;

	if (type == NULL)
		return 0; /* unknown kinds are no error */
	if ((what = after(type, "response.output_item.")))
		on_item(t, what, data);
	else if ((what = after(type, "response.output_text.")))
		on_text(t, what, data);
	else if ((what = after(type, "response.refusal.")))
		on_refusal(t, what, data);
	else if ((what = after(type, "response.function_call_arguments.")))
		on_arguments(t, what, data);
	else if ((what = after(type, "response.")))
		return on_response(t, what, data, e);
	return 0;
}

/*
 * Whether an event holds what its deltas have said: it is known by the name
 * of the event, or by its type, which comes first.
 */
static bool
repeats(const char *name, const char *line, size_t len)
{
	static const char *const ends[] = {
	    ".done", ".completed", ".incomplete"};
	size_t n, end;

	if (*name == '\0') {
		name = memmem(line, len < 4096 ? len : 4096, "\"response.", 10);
		if (name == NULL)
			return false;
		name++;
	}
	n = strcspn(name, "\"");
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		end = strlen(ends[i]);
		if (n > end && memcmp(name + n - end, ends[i], end) == 0)
			return true;
	}
	return false;
}

const struct dialect dialect_responses = {.name = "responses",
    .path = "/responses",
    .api = API_RESPONSES,
    .request = request,
    .event = event,
    .repeats = repeats,
    .body = body};
