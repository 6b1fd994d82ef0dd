/* chat_tools: the Chat Completions API, with tools */
#include "base/json.h"
#include "exchange/chat.h"
#include <stdlib.h>
#include <string.h>

static cJSON *
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
	return call;
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

static cJSON *
request(const struct ask *a)
{
	static const struct chat_form form = {.api = API_CHAT,
	    .tools = "tools",
	    .add_call = add_call,
	    .add_output = add_output};

	return chat_request(a, &form);
}

const struct dialect dialect_chat = {.name = "chat",
    .path = "/chat/completions",
    .api = API_CHAT,
    .request = request,
    .event = chat_event,
    .body = chat_body};
