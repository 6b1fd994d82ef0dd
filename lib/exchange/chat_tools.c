/* chat_tools: the Chat Completions API, with tools */
#include "base/json.h"
#include "exchange/chat.h"
#include <stdlib.h>
#include <string.h>

static bool
is(const cJSON *item, const char *type)
{
	const char *is_type = json_string(item, "type");

	return is_type != NULL && strcmp(is_type, type) == 0;
}

static void
add_call(cJSON *message, const cJSON *item)
{
	cJSON *calls = json_get(message, "tool_calls");
	cJSON *call = cJSON_CreateObject(), *function;

	if (calls == NULL)
		calls = cJSON_AddArrayToObject(message, "tool_calls");
	cJSON_AddItemToObject(call, "id", json_copy(json_get(item, "call_id")));
	cJSON_AddStringToObject(call, "type", "function");
	function = cJSON_AddObjectToObject(call, "function");
	cJSON_AddItemToObject(
	    function, "name", json_copy(json_get(item, "name")));
	cJSON_AddItemToObject(
	    function, "arguments", json_copy(json_get(item, "arguments")));
	cJSON_AddItemToArray(calls, call);
}

/* What a call was answered with; also an array of parts becomes text. */
static void
add_output(cJSON *messages, const cJSON *item)
{
	char *text = message_text(json_get(item, "output"));
	cJSON *message = cJSON_CreateObject();

	cJSON_AddStringToObject(message, "role", "tool");
	cJSON_AddItemToObject(
	    message, "tool_call_id", json_copy(json_get(item, "call_id")));
	cJSON_AddStringToObject(message, "content", text);
	cJSON_AddItemToArray(messages, message);
	free(text);
}

/* The calls of one turn go into the message in front of them. */
static cJSON *
chat_messages(const struct conversation *c)
{
	cJSON *messages = cJSON_CreateArray(), *said = NULL;
	const cJSON *item;
	const char *role;

	cJSON_ArrayForEach(item, c->items) {
		role = json_string(item, "role");
		if (is(item, "message") && role != NULL) {
			said = chat_message(messages, role,
			    chat_content(json_get(item, "content")));
			if (strcmp(role, "assistant") != 0)
				said = NULL;
		} else if (is(item, "function_call")) {
			if (said == NULL)
				said = chat_message(
				    messages, "assistant", cJSON_CreateNull());
			add_call(said, item);
		} else if (is(item, "function_call_output")) {
			add_output(messages, item);
			said = NULL;
		}
	}
	return messages;
}

static cJSON *
request(const struct ask *a)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *tools = dialect_tools(a, API_CHAT);

	cJSON_AddStringToObject(body, "model", a->model);
	cJSON_AddItemToObject(body, "messages", chat_messages(a->conversation));
	if (tools != NULL)
		cJSON_AddItemToObject(body, "tools", tools);
	dialect_add_choice(body, a, API_CHAT);
	chat_add_fields(body, a);
	return body;
}

const struct dialect dialect_chat = {.name = "chat",
    .path = "/chat/completions",
    .api = API_CHAT,
    .request = request,
    .event = chat_event,
    .body = chat_body};
