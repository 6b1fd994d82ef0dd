/* asked: a request to the API, understood in whichever dialect it is made */
#include "exchange/asked.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

/* Appends a content: a string, or the text of its parts. */
static void
add_content(struct buf *b, const cJSON *content)
{
	const cJSON *part;
	const char *s;

	if (cJSON_IsString(content)) {
		buf_adds(b, content->valuestring);
		return;
	}
	cJSON_ArrayForEach(part, content) {
		s = json_string(part, "text");
		if (s == NULL)
			s = json_string(part, "refusal");
		if (s != NULL)
			buf_adds(b, s);
	}
}

static void
say(struct asked *a, const char *role, const cJSON *content)
{
	size_t start = a->text.len;

	add_content(&a->text, content);
	if (strcmp(role, "user") == 0) {
		a->last_user = start;
		a->last_user_len = a->text.len - start;
	}
	buf_addc(&a->text, '\n');
	a->n_messages++;
}

static void
add_result(struct asked *a, const char *name, const cJSON *content)
{
	struct asked_result *r;
	struct buf text = {0};

	add_content(&text, content);
	a->results =
	    xreallocarray(a->results, a->n_results + 1, sizeof(*a->results));
	r = &a->results[a->n_results++];
	r->name = name;
	r->text = buf_detach(&text);
	say(a, "tool", content);
}

/* The name in a call of a Chat message or a Responses item with that id. */
static const char *
name_in(const cJSON *item, const char *id)
{
	const cJSON *call;
	const char *s = json_string(item, "call_id");

	if (s != NULL && strcmp(s, id) == 0)
		return json_string(item, "name");
	cJSON_ArrayForEach(call, json_get(item, "tool_calls")) {
		s = json_string(call, "id");
		if (s != NULL && strcmp(s, id) == 0)
			return json_string(json_get(call, "function"), "name");
	}
	return NULL;
}

/*
 * The name in the nearest call at or above item: ids may come again in a
 * resumed session.
 */
static const char *
name_above(const cJSON *item, const char *id)
{
	const char *name = name_in(item, id);

	/* the first item's prev is cJSON's link to the last one */
	while (name == NULL && item->prev->next != NULL) {
		item = item->prev;
		name = name_in(item, id);
	}
	return name;
}

static const char *
name_of_call(const struct asked *a, const cJSON *result, const char *id)
{
	const char *name;

	if (id == NULL)
		return NULL;
	/* what answers a call has its id, and no name */
	name = name_above(result, id);
	if (name == NULL && a->earlier != NULL && a->earlier->child != NULL)
		name = name_above(a->earlier->child->prev, id);
	return name;
}

static void
read_messages(struct asked *a)
{
	const cJSON *m;
	const char *role;

	cJSON_ArrayForEach(m, json_get(a->body, "messages")) {
		role = json_string(m, "role");
		if (role == NULL)
			continue;
		if (strcmp(role, "tool") == 0)
			add_result(a,
			    name_of_call(a, m, json_string(m, "tool_call_id")),
			    json_get(m, "content"));
		else if (strcmp(role, "function") == 0)
			add_result(
			    a, json_string(m, "name"), json_get(m, "content"));
		else
			say(a, role, json_get(m, "content"));
	}
}

static void
read_item(struct asked *a, const cJSON *item)
{
	const char *type = json_string(item, "type");
	const char *role = json_string(item, "role");

	if (role != NULL)
		say(a, role, json_get(item, "content"));
	else if (type != NULL &&
		 (strcmp(type, "function_call_output") == 0 ||
		     strcmp(type, "custom_tool_call_output") == 0))
		add_result(a,
		    name_of_call(a, item, json_string(item, "call_id")),
		    json_get(item, "output"));
}

static void
read_input(struct asked *a)
{
	const cJSON *instructions = json_get(a->body, "instructions");
	const cJSON *input = json_get(a->body, "input");
	const cJSON *item;

	if (cJSON_IsString(instructions))
		say(a, "system", instructions);
	cJSON_ArrayForEach(item, a->earlier)
		read_item(a, item);
	if (cJSON_IsString(input))
		say(a, "user", input);
	cJSON_ArrayForEach(item, input)
		read_item(a, item);
}

static enum asked_api
api_of(const struct asked *a)
{
	bool post = strcmp(a->method, "POST") == 0;

	if (post && strcmp(a->path, "/v1/chat/completions") == 0)
		return json_get(a->body, "functions") ? ASKED_FUNCTIONS
						      : ASKED_CHAT;
	if (post && strcmp(a->path, "/v1/responses") == 0)
		return ASKED_RESPONSES;
	if (post && strcmp(a->path, "/v1/responses/input_tokens") == 0)
		return ASKED_COUNT;
	if (strcmp(a->method, "GET") == 0 &&
	    (strcmp(a->path, "/v1/models") == 0 ||
		strncmp(a->path, "/v1/models/", 11) == 0))
		return ASKED_MODELS;
	return ASKED_OTHER;
}

/*
 * What the API would count: the text, three tokens for each message's frame
 * and for the start of the answer, and the tools as they were sent. Near the
 * bill of the real API; it does not publish how it counts tools.
 */
static size_t
count_prompt(const struct asked *a)
{
	const cJSON *tools = json_get(a->body, "tools");
	size_t n = 3 + 3 * a->n_messages;
	char *text;

	n += result_tokens(buf_str(&a->text), a->text.len);
	if (tools == NULL)
		tools = json_get(a->body, "functions");
	if (tools != NULL) {
		text = json_text(tools);
		n += result_tokens(text, strlen(text));
		free(text);
	}
	return n;
}

int
asked_read(struct asked *a, const char *method, const char *path,
    const struct buf *body, const cJSON *memory, struct error *e)
{
	const char *previous;

	*a = (struct asked){.method = method, .path = path};
	if (body->len > 0) {
		a->body = json_parse(body->data, body->len, e);
		a->tokens = result_tokens(body->data, body->len);
	}
	a->api = api_of(a);
	a->model = json_string(a->body, "model");
	a->stream = json_true(a->body, "stream");
	a->include_usage =
	    json_true(json_get(a->body, "stream_options"), "include_usage");
	previous = json_string(a->body, "previous_response_id");
	a->earlier = previous ? json_get(memory, previous) : NULL;
	if (a->api == ASKED_RESPONSES || a->api == ASKED_COUNT)
		read_input(a);
	else
		read_messages(a);
	if (a->body != NULL)
		a->prompt_tokens = count_prompt(a);
	return body->len > 0 && a->body == NULL ? -1 : 0;
}

void
asked_release(struct asked *a)
{
	for (size_t i = 0; i < a->n_results; i++)
		free(a->results[i].text);
	free(a->results);
	buf_release(&a->text);
	cJSON_Delete(a->body);
	*a = (struct asked){0};
}
