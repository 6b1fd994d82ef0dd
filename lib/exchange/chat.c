/* chat: what both forms of Chat Completions have in common */
#include "exchange/chat.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

/* requests */

static bool
is_text(const cJSON *part)
{
	return item_is(part, "text") || item_is(part, "input_text") ||
	       item_is(part, "output_text");
}

static cJSON *
image_part(const cJSON *part)
{
	cJSON *copy = cJSON_CreateObject();
	cJSON *image;

	cJSON_AddStringToObject(copy, "type", "image_url");
	image = cJSON_AddObjectToObject(copy, "image_url");
	cJSON_AddItemToObject(
	    image, "url", json_copy(json_get(part, "image_url")));
	if (json_string(part, "detail") &&
	    strcmp(json_string(part, "detail"), "auto") != 0)
		cJSON_AddItemToObject(
		    image, "detail", json_copy(json_get(part, "detail")));
	return copy;
}

static cJSON *
file_part(const cJSON *part)
{
	cJSON *copy = cJSON_CreateObject();
	cJSON *file;

	cJSON_AddStringToObject(copy, "type", "file");
	file = cJSON_AddObjectToObject(copy, "file");
	cJSON_AddItemToObject(
	    file, "filename", json_copy(json_get(part, "filename")));
	cJSON_AddItemToObject(
	    file, "file_data", json_copy(json_get(part, "file_data")));
	return copy;
}

static cJSON *
chat_part(const cJSON *part)
{
	cJSON *copy;

	if (item_is(part, "input_image") && json_string(part, "image_url"))
		return image_part(part);
	if (item_is(part, "input_file") && json_string(part, "file_data"))
		return file_part(part);
	if (!is_text(part))
		return json_copy(part);
	copy = cJSON_CreateObject();
	cJSON_AddStringToObject(copy, "type", "text");
	cJSON_AddItemToObject(copy, "text", json_copy(json_get(part, "text")));
	return copy;
}

cJSON *
chat_content(const cJSON *content)
{
	cJSON *parts = cJSON_CreateArray(), *joined;
	const cJSON *part;
	bool text = true;
	char *s;

	cJSON_ArrayForEach(part, content) {
		text = text && (is_text(part) || item_is(part, "refusal"));
		cJSON_AddItemToArray(parts, chat_part(part));
	}
	if (!text)
		return parts;
	cJSON_Delete(parts);
	s = message_text(content);
	joined = cJSON_CreateString(s);
	free(s);
	return joined;
}

cJSON *
chat_message(cJSON *messages, const char *role, cJSON *content)
{
	cJSON *message = cJSON_CreateObject();

	cJSON_AddStringToObject(message, "role", role);
	cJSON_AddItemToObject(message, "content", content);
	cJSON_AddItemToArray(messages, message);
	return message;
}

void
chat_add_fields(cJSON *body, const struct ask *a)
{
	cJSON *format;

	if (a->effort != NULL)
		cJSON_AddStringToObject(body, "reasoning_effort", a->effort);
	if (a->schema != NULL) {
		format = cJSON_AddObjectToObject(body, "response_format");
		cJSON_AddStringToObject(format, "type", "json_schema");
		cJSON_AddItemToObject(format, "json_schema", dialect_format(a));
	}
	if (a->stream) {
		cJSON_AddTrueToObject(body, "stream");
		cJSON_AddTrueToObject(
		    cJSON_AddObjectToObject(body, "stream_options"),
		    "include_usage");
	}
}

/* answers */

enum { MESSAGE_INDEX = -1, LEGACY_INDEX = -2 };

static bool
has_id(const struct part *p, const char *id)
{
	return p->id != NULL && strcmp(p->id, id) == 0;
}

/*
 * The call that a piece belongs to, by its index; a new id at a used index
 * begins a new call; without an index the ids decide, but of two pieces that
 * come side by side.
 */
static struct part *
call_part(struct turn *t, const cJSON *piece, bool beside)
{
	const char *id = json_string(piece, "id");
	long index = json_long(piece, "index", -1);
	struct part *p = NULL;

	if (id != NULL && *id == '\0')
		id = NULL;
	if (index >= 0)
		p = turn_find(t, index);
	else if (t->n_parts > 0 && !beside)
		p = &t->parts[t->n_parts - 1];
	if (p == NULL || p->kind != PART_CALL ||
	    (id != NULL && p->id != NULL && !has_id(p, id)))
		p = turn_new_part(
		    t, index >= 0 ? index : (long)t->n_parts, PART_CALL);
	turn_set(&p->id, id);
	return p;
}

/* Members that we do not know are joined as they come. */
static void
take_extra(
    struct deltas *extra, const cJSON *o, const char *const known[], size_t n)
{
	const cJSON *member;
	size_t i;

	cJSON_ArrayForEach(member, o) {
		for (i = 0; i < n && strcmp(known[i], member->string) != 0;)
			i++;
		if (i == n)
			deltas_add(extra, member);
	}
}

static void
take_function(struct turn *t, struct part *p, const cJSON *function)
{
	const cJSON *arguments = json_get(function, "arguments");
	char *text;

	turn_set(&p->name, json_string(function, "name"));
	if (cJSON_IsString(arguments)) {
		turn_arguments(t, p, arguments->valuestring);
	} else if (cJSON_IsObject(arguments)) {
		text = json_text(arguments);
		buf_truncate(&p->text, 0);
		buf_adds(&p->text, text);
		free(text);
	}
}

static int
take_calls(struct turn *t, const cJSON *calls, struct error *e)
{
	static const char *const known[] = {"function", "id", "index", "type"};
	const cJSON *call;
	struct part *p;

	cJSON_ArrayForEach(call, calls) {
		if (json_long(call, "index", 0) > TURN_INDEX_MAX ||
		    t->n_parts > TURN_INDEX_MAX)
			return error_set(e, ERROR_API_ERROR,
			    "the answer holds more than %d calls",
			    TURN_INDEX_MAX);
		p = call_part(t, call, call != calls->child);
		take_function(t, p, json_get(call, "function"));
		take_extra(&p->extra, call, known, 4);
	}
	return 0;
}

static void
take_content(struct turn *t, const cJSON *content)
{
	char *text;

	if (!cJSON_IsString(content) && !cJSON_IsArray(content))
		return;
	text = message_text(content);
	if (*text != '\0')
		turn_say(t, turn_part(t, MESSAGE_INDEX, PART_MESSAGE), text);
	free(text);
}

/* A message, or a piece of one. */
static int
take_message(struct turn *t, const cJSON *message, struct error *e)
{
	static const char *const known[] = {"annotations", "audio", "content",
	    "function_call", "refusal", "role", "tool_calls"};
	const char *refusal = json_string(message, "refusal");
	const cJSON *legacy = json_get(message, "function_call");

	take_content(t, json_get(message, "content"));
	if (refusal != NULL && *refusal != '\0')
		buf_adds(&turn_part(t, MESSAGE_INDEX, PART_MESSAGE)->refusal,
		    refusal);
	if (cJSON_IsObject(legacy))
		take_function(t, turn_part(t, LEGACY_INDEX, PART_CALL), legacy);
	take_extra(&t->extra, message, known, sizeof(known) / sizeof(known[0]));
	return take_calls(t, json_get(message, "tool_calls"), e);
}

static int
take_choice(struct turn *t, const cJSON *choice, struct error *e)
{
	const char *finish = json_string(choice, "finish_reason");

	if (json_long(choice, "index", 0) != 0)
		return 0; /* one answer was asked for */
	if (take_message(t, json_get(choice, "delta"), e) < 0 ||
	    take_message(t, json_get(choice, "message"), e) < 0)
		return -1;
	if (finish != NULL && strcmp(finish, "error") == 0)
		return error_set(e, ERROR_API_ERROR,
		    "the server stopped with an error that it does not name");
	if (finish != NULL && *finish != '\0') {
		turn_set(&t->finish, finish);
		t->ended = true;
	}
	return 0;
}

int
chat_event(struct turn *t, const cJSON *chunk, struct error *e)
{
	const cJSON *choice;

	turn_set(&t->id, json_string(chunk, "id"));
	turn_set(&t->model, json_string(chunk, "model"));
	turn_usage(
	    t, json_get(chunk, "usage"), "prompt_tokens", "completion_tokens");
	cJSON_ArrayForEach(choice, json_get(chunk, "choices")) {
		if (take_choice(t, choice, e) < 0)
			return -1;
	}
	return 0;
}

int
chat_body(struct turn *t, const cJSON *completion, struct error *e)
{
	if (cJSON_GetArraySize(json_get(completion, "choices")) == 0)
		return error_set(
		    e, ERROR_API_ERROR, "the answer holds no choices");
	if (chat_event(t, completion, e) < 0)
		return -1;
	t->ended = true;
	return 0;
}
