/* render_responses: a reply as the Responses API gives it */
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/render.h"
#include <stdlib.h>
#include <string.h>

/* Responses that previous_response_id may name; the oldest are forgotten. */
#define MAX_REMEMBERED 1000

struct stream {
	struct answer *out;
	long sequence; /* number of the next event */
	long index;    /* of the item in output */
};

static const char *
status_of(const struct reply *r)
{
	return r->finish == NULL || strcmp(r->finish, "stop") == 0
		   ? "completed"
		   : "incomplete";
}

static cJSON *
incomplete_details(const struct reply *r)
{
	cJSON *d;

	if (strcmp(status_of(r), "completed") == 0)
		return cJSON_CreateNull();
	d = cJSON_CreateObject();
	cJSON_AddStringToObject(d, "reason",
	    strcmp(r->finish, "length") == 0 ? "max_output_tokens" : r->finish);
	return d;
}

static cJSON *
usage(const struct reply *r)
{
	cJSON *u = cJSON_CreateObject();
	cJSON *in;

	json_add_long(u, "input_tokens", r->prompt_tokens);
	in = cJSON_AddObjectToObject(u, "input_tokens_details");
	json_add_long(in, "cached_tokens", 0);
	json_add_long(in, "cache_write_tokens", 0);
	json_add_long(u, "output_tokens", r->completion_tokens);
	json_add_long(cJSON_AddObjectToObject(u, "output_tokens_details"),
	    "reasoning_tokens", 0);
	json_add_long(
	    u, "total_tokens", r->prompt_tokens + r->completion_tokens);
	return u;
}

/* The fields of a request that its response repeats, and their defaults. */
static const struct {
	const char *name, *fallback;
} echoed[] = {
    {"background", "false"},
    {"instructions", "null"},
    {"max_output_tokens", "null"},
    {"max_tool_calls", "null"},
    {"metadata", "{}"},
    {"parallel_tool_calls", "true"},
    {"previous_response_id", "null"},
    {"reasoning", "{\"effort\":null,\"summary\":null}"},
    {"store", "true"},
    {"temperature", "1"},
    {"text", "{\"format\":{\"type\":\"text\"}}"},
    {"tool_choice", "\"auto\""},
    {"tools", "[]"},
    {"top_p", "1"},
    {"truncation", "\"disabled\""},
};

static void
add_echoes(cJSON *response, const cJSON *request)
{
	const cJSON *given;
	const char *fallback;

	for (size_t i = 0; i < sizeof(echoed) / sizeof(*echoed); i++) {
		given = json_get(request, echoed[i].name);
		fallback = echoed[i].fallback;
		cJSON_AddItemToObject(response, echoed[i].name,
		    given ? json_copy(given)
			  : json_parse(fallback, strlen(fallback), NULL));
	}
}

/* The response object, with output (taken) as far as it goes. */
static cJSON *
response(const struct reply *r, const struct asked *a, const char *status,
    cJSON *output)
{
	cJSON *o = cJSON_CreateObject();
	char *id = xasprintf("resp_%ld", r->number);
	bool ended = strcmp(status, "in_progress") != 0;

	cJSON_AddStringToObject(o, "id", id);
	free(id);
	cJSON_AddStringToObject(o, "object", "response");
	json_add_long(o, "created_at", RENDER_CREATED);
	cJSON_AddStringToObject(o, "status", status);
	cJSON_AddNullToObject(o, "error");
	cJSON_AddItemToObject(o, "incomplete_details",
	    ended ? incomplete_details(r) : cJSON_CreateNull());
	cJSON_AddStringToObject(o, "model", r->model);
	cJSON_AddItemToObject(o, "output", output);
	add_echoes(o, a->body);
	if (ended)
		cJSON_AddItemToObject(o, "usage", usage(r));
	return o;
}

/* A content part: of the kind, with this text. */
static cJSON *
part(bool refusal, const char *text)
{
	cJSON *p = cJSON_CreateObject();

	cJSON_AddStringToObject(p, "type", refusal ? "refusal" : "output_text");
	cJSON_AddStringToObject(p, refusal ? "refusal" : "text", text);
	if (refusal)
		return p;
	cJSON_AddArrayToObject(p, "annotations");
	cJSON_AddArrayToObject(p, "logprobs");
	return p;
}

static cJSON *
message(const struct reply *r, const char *status)
{
	cJSON *m = cJSON_CreateObject();
	char *id = xasprintf("msg_%ld", r->number);
	cJSON *content;

	cJSON_AddStringToObject(m, "id", id);
	free(id);
	cJSON_AddStringToObject(m, "type", "message");
	cJSON_AddStringToObject(m, "status", status);
	cJSON_AddStringToObject(m, "role", "assistant");
	content = cJSON_AddArrayToObject(m, "content");
	if (strcmp(status, "in_progress") == 0)
		return m;
	if (r->text != NULL)
		cJSON_AddItemToArray(content, part(false, r->text));
	if (r->refusal != NULL)
		cJSON_AddItemToArray(content, part(true, r->refusal));
	return m;
}

static cJSON *
function_call(const struct reply_call *c, const char *status, bool begun_only)
{
	cJSON *f = cJSON_CreateObject();
	char *id = xasprintf("fc_%s", c->id);

	cJSON_AddStringToObject(f, "id", id);
	free(id);
	cJSON_AddStringToObject(f, "type", "function_call");
	cJSON_AddStringToObject(f, "status", status);
	cJSON_AddStringToObject(f, "call_id", c->id);
	cJSON_AddStringToObject(f, "name", c->name);
	if (c->space != NULL)
		cJSON_AddStringToObject(f, "namespace", c->space);
	cJSON_AddStringToObject(f, "arguments", begun_only ? "" : c->arguments);
	return f;
}

static cJSON *
output(const struct reply *r)
{
	cJSON *o = cJSON_CreateArray();

	if (r->text != NULL || r->refusal != NULL)
		cJSON_AddItemToArray(o, message(r, status_of(r)));
	for (size_t i = 0; i < r->n_calls; i++)
		cJSON_AddItemToArray(
		    o, function_call(&r->calls[i], status_of(r), false));
	return o;
}

static cJSON *
event(struct stream *s, const char *type)
{
	cJSON *e = cJSON_CreateObject();

	cJSON_AddStringToObject(e, "type", type);
	json_add_long(e, "sequence_number", s->sequence++);
	return e;
}

static void
send(struct stream *s, cJSON *e)
{
	answer_event_json(s->out, json_string(e, "type"), e);
}

static void
send_response(struct stream *s, const char *type, cJSON *value)
{
	cJSON *e = event(s, type);

	cJSON_AddItemToObject(e, "response", value);
	send(s, e);
}

static void
send_item(struct stream *s, const char *type, cJSON *item)
{
	cJSON *e = event(s, type);

	json_add_long(e, "output_index", s->index);
	cJSON_AddItemToObject(e, "item", item);
	send(s, e);
}

/* An event of an item; of its part when part is not negative. */
static cJSON *
item_event(struct stream *s, const char *type, const char *item_id, long part)
{
	cJSON *e = event(s, type);

	cJSON_AddStringToObject(e, "item_id", item_id);
	json_add_long(e, "output_index", s->index);
	if (part >= 0)
		json_add_long(e, "content_index", part);
	return e;
}

static void
send_deltas(struct stream *s, const char *type, const char *item_id, long part,
    const char *text)
{
	size_t n, len = strlen(text);
	cJSON *e;

	for (; len > 0; text += n, len -= n) {
		n = render_piece(text, len);
		e = item_event(s, type, item_id, part);
		cJSON_AddItemToObject(e, "delta", json_new_string(text, n));
		if (strcmp(type, "response.output_text.delta") == 0)
			cJSON_AddArrayToObject(e, "logprobs");
		send(s, e);
	}
}

static void
send_part(struct stream *s, const char *item_id, long at, bool refusal,
    const char *text)
{
	const char *kind = refusal ? "refusal" : "output_text";
	char *delta = xasprintf("response.%s.delta", kind);
	char *done = xasprintf("response.%s.done", kind);
	cJSON *e;

	e = item_event(s, "response.content_part.added", item_id, at);
	cJSON_AddItemToObject(e, "part", part(refusal, ""));
	send(s, e);
	send_deltas(s, delta, item_id, at, text);
	e = item_event(s, done, item_id, at);
	cJSON_AddStringToObject(e, refusal ? "refusal" : "text", text);
	if (!refusal)
		cJSON_AddArrayToObject(e, "logprobs");
	send(s, e);
	e = item_event(s, "response.content_part.done", item_id, at);
	cJSON_AddItemToObject(e, "part", part(refusal, text));
	send(s, e);
	free(delta);
	free(done);
}

static void
send_message(struct stream *s, const struct reply *r)
{
	char *id = xasprintf("msg_%ld", r->number);
	long at = 0;

	send_item(s, "response.output_item.added", message(r, "in_progress"));
	if (r->text != NULL)
		send_part(s, id, at++, false, r->text);
	if (r->refusal != NULL)
		send_part(s, id, at, true, r->refusal);
	send_item(s, "response.output_item.done", message(r, status_of(r)));
	s->index++;
	free(id);
}

static void
send_call(struct stream *s, const struct reply_call *c, const char *status)
{
	char *id = xasprintf("fc_%s", c->id);
	cJSON *e;

	send_item(s, "response.output_item.added",
	    function_call(c, "in_progress", true));
	send_deltas(
	    s, "response.function_call_arguments.delta", id, -1, c->arguments);
	e = item_event(s, "response.function_call_arguments.done", id, -1);
	cJSON_AddStringToObject(e, "name", c->name);
	cJSON_AddStringToObject(e, "arguments", c->arguments);
	send(s, e);
	send_item(
	    s, "response.output_item.done", function_call(c, status, false));
	s->index++;
	free(id);
}

static void
stream(struct answer *out, const struct reply *r, const struct asked *a)
{
	struct stream s = {.out = out};
	const char *status = status_of(r);
	char *last = xasprintf("response.%s", status);

	answer_stream(out);
	send_response(&s, "response.created",
	    response(r, a, "in_progress", cJSON_CreateArray()));
	send_response(&s, "response.in_progress",
	    response(r, a, "in_progress", cJSON_CreateArray()));
	if (r->text != NULL || r->refusal != NULL)
		send_message(&s, r);
	for (size_t i = 0; i < r->n_calls; i++)
		send_call(&s, &r->calls[i], status);
	send_response(&s, last, response(r, a, status, output(r)));
	free(last);
}

static void
add_copies(cJSON *to, const cJSON *items)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, items)
		cJSON_AddItemToArray(to, json_copy(item));
}

/* Keeps what was said until now, for a request that goes on from here. */
static void
remember(struct reply_run *run, const struct reply *r, const struct asked *a)
{
	const cJSON *input = json_get(a->body, "input");
	const cJSON *store = json_get(a->body, "store");
	cJSON *items, *said, *answered;
	char *id;

	if (cJSON_IsFalse(store))
		return;
	items = cJSON_CreateArray();
	add_copies(items, a->earlier);
	if (cJSON_IsString(input)) {
		said = cJSON_CreateObject();
		cJSON_AddStringToObject(said, "role", "user");
		cJSON_AddItemToObject(said, "content", json_copy(input));
		cJSON_AddItemToArray(items, said);
	} else {
		add_copies(items, input);
	}
	answered = output(r);
	add_copies(items, answered);
	cJSON_Delete(answered);
	if (run->memory == NULL)
		run->memory = cJSON_CreateObject();
	if (cJSON_GetArraySize(run->memory) >= MAX_REMEMBERED)
		cJSON_DeleteItemFromArray(run->memory, 0);
	id = xasprintf("resp_%ld", r->number);
	cJSON_AddItemToObject(run->memory, id, items);
	free(id);
}

void
render_responses(struct answer *out, const struct reply *r,
    const struct asked *a, struct reply_run *run)
{
	cJSON *body;

	remember(run, r, a);
	if (a->stream) {
		stream(out, r, a);
		return;
	}
	body = response(r, a, status_of(r), output(r));
	answer_json(out, 200, body);
	cJSON_Delete(body);
}
