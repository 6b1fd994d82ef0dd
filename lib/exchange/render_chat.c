/* render_chat: a reply as Chat Completions, with tools or legacy functions */
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/render.h"
#include <stdlib.h>
#include <string.h>

static const char *
finish_reason(const struct reply *r, const struct asked *a)
{
	if (r->finish != NULL)
		return r->finish;
	if (r->n_calls == 0)
		return "stop";
	return a->api == ASKED_FUNCTIONS ? "function_call" : "tool_calls";
}

static void
add_text_or_null(cJSON *o, const char *name, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(o, name, text);
	else
		cJSON_AddNullToObject(o, name);
}

static cJSON *
function(const char *name, const char *arguments)
{
	cJSON *f = cJSON_CreateObject();

	if (name != NULL)
		cJSON_AddStringToObject(f, "name", name);
	cJSON_AddStringToObject(f, "arguments", arguments);
	return f;
}

static cJSON *
tool_call(const struct reply_call *c, const char *arguments)
{
	cJSON *t = cJSON_CreateObject();

	cJSON_AddStringToObject(t, "id", c->id);
	cJSON_AddStringToObject(t, "type", "function");
	cJSON_AddItemToObject(t, "function", function(c->name, arguments));
	return t;
}

static cJSON *
usage(const struct reply *r)
{
	cJSON *u = cJSON_CreateObject();

	json_add_long(u, "prompt_tokens", r->prompt_tokens);
	json_add_long(u, "completion_tokens", r->completion_tokens);
	json_add_long(
	    u, "total_tokens", r->prompt_tokens + r->completion_tokens);
	json_add_long(cJSON_AddObjectToObject(u, "prompt_tokens_details"),
	    "cached_tokens", 0);
	json_add_long(cJSON_AddObjectToObject(u, "completion_tokens_details"),
	    "reasoning_tokens", 0);
	return u;
}

/* What the whole answer and each chunk of a stream begin with. */
static cJSON *
envelope(const struct reply *r, const char *object)
{
	cJSON *e = cJSON_CreateObject();
	char *id = xasprintf("chatcmpl-%ld", r->number);

	cJSON_AddStringToObject(e, "id", id);
	cJSON_AddStringToObject(e, "object", object);
	json_add_long(e, "created", RENDER_CREATED);
	cJSON_AddStringToObject(e, "model", r->model);
	free(id);
	return e;
}

static cJSON *
choice(cJSON *envelope, const char *name, cJSON *said, const char *finish)
{
	cJSON *c = cJSON_CreateObject();

	cJSON_AddItemToArray(cJSON_AddArrayToObject(envelope, "choices"), c);
	json_add_long(c, "index", 0);
	cJSON_AddItemToObject(c, name, said);
	cJSON_AddNullToObject(c, "logprobs");
	add_text_or_null(c, "finish_reason", finish);
	return envelope;
}

static cJSON *
message(const struct reply *r, const struct asked *a)
{
	cJSON *m = cJSON_CreateObject();
	cJSON *calls;

	cJSON_AddStringToObject(m, "role", "assistant");
	add_text_or_null(m, "content", r->text);
	add_text_or_null(m, "refusal", r->refusal);
	if (r->n_calls == 0)
		return m;
	if (a->api == ASKED_FUNCTIONS) {
		cJSON_AddItemToObject(m, "function_call",
		    function(r->calls[0].name, r->calls[0].arguments));
		return m;
	}
	calls = cJSON_AddArrayToObject(m, "tool_calls");
	for (size_t i = 0; i < r->n_calls; i++)
		cJSON_AddItemToArray(
		    calls, tool_call(&r->calls[i], r->calls[i].arguments));
	return m;
}

struct chunks {
	struct answer *out;
	const struct reply *r;
	bool with_usage;
};

/* Sends one chunk, whose delta it takes. */
static void
send(const struct chunks *s, cJSON *delta, const char *finish)
{
	cJSON *c = choice(
	    envelope(s->r, "chat.completion.chunk"), "delta", delta, finish);

	if (s->with_usage)
		cJSON_AddNullToObject(c, "usage");
	answer_event_json(s->out, NULL, c);
}

static void
send_text(const struct chunks *s, const char *name, const char *text)
{
	size_t n, len = strlen(text);
	cJSON *delta;

	for (; len > 0; text += n, len -= n) {
		n = render_piece(text, len);
		delta = cJSON_CreateObject();
		cJSON_AddItemToObject(delta, name, json_new_string(text, n));
		send(s, delta, NULL);
	}
}

/* A delta of the tool call at index; takes the call. */
static void
send_tool_call(const struct chunks *s, size_t index, cJSON *call)
{
	cJSON *delta = cJSON_CreateObject();

	json_add_long(call, "index", (long)index);
	cJSON_AddItemToArray(cJSON_AddArrayToObject(delta, "tool_calls"), call);
	send(s, delta, NULL);
}

static void
send_function_call(const struct chunks *s, cJSON *call)
{
	cJSON *delta = cJSON_CreateObject();

	cJSON_AddItemToObject(delta, "function_call", call);
	send(s, delta, NULL);
}

static void
send_arguments(const struct chunks *s, size_t index, bool legacy)
{
	const char *text = s->r->calls[index].arguments;
	size_t n, len = strlen(text);
	cJSON *call, *f;
	char *piece;

	for (; len > 0; text += n, len -= n) {
		n = render_piece(text, len);
		piece = xstrndup(text, n);
		f = function(NULL, piece);
		free(piece);
		if (legacy) {
			send_function_call(s, f);
			continue;
		}
		call = cJSON_CreateObject();
		cJSON_AddItemToObject(call, "function", f);
		send_tool_call(s, index, call);
	}
}

static void
send_calls(const struct chunks *s, bool legacy)
{
	const struct reply_call *calls = s->r->calls;

	if (legacy && s->r->n_calls > 0) {
		send_function_call(s, function(calls[0].name, ""));
		send_arguments(s, 0, true);
		return;
	}
	for (size_t i = 0; i < s->r->n_calls; i++) {
		send_tool_call(s, i, tool_call(&calls[i], ""));
		send_arguments(s, i, false);
	}
}

static void
stream(struct answer *out, const struct reply *r, const struct asked *a)
{
	struct chunks s = {.out = out, .r = r, .with_usage = a->include_usage};
	cJSON *first = cJSON_CreateObject();
	cJSON *last;

	answer_stream(out);
	cJSON_AddStringToObject(first, "role", "assistant");
	add_text_or_null(first, "content", r->text ? "" : NULL);
	send(&s, first, NULL);
	if (r->text != NULL)
		send_text(&s, "content", r->text);
	if (r->refusal != NULL)
		send_text(&s, "refusal", r->refusal);
	send_calls(&s, a->api == ASKED_FUNCTIONS);
	send(&s, cJSON_CreateObject(), finish_reason(r, a));
	if (s.with_usage) {
		last = envelope(r, "chat.completion.chunk");
		cJSON_AddArrayToObject(last, "choices");
		cJSON_AddItemToObject(last, "usage", usage(r));
		answer_event_json(out, NULL, last);
	}
	answer_event(out, NULL, "[DONE]", 6);
}

void
render_chat(struct answer *out, const struct reply *r, const struct asked *a)
{
	cJSON *body;

	if (a->stream) {
		stream(out, r, a);
		return;
	}
	body = choice(envelope(r, "chat.completion"), "message", message(r, a),
	    finish_reason(r, a));
	cJSON_AddItemToObject(body, "usage", usage(r));
	answer_json(out, 200, body);
	cJSON_Delete(body);
}
