/* chat_functions: Chat Completions as it was before tools */
#include "base/json.h"
#include "exchange/chat.h"
#include <stdlib.h>
#include <string.h>

/* One call fits into a message: the first goes with what was said. */
static cJSON *
add_call(cJSON *message, const cJSON *item)
{
	cJSON *call = cJSON_AddObjectToObject(message, "function_call");

	cJSON_AddItemToObject(call, "name", json_copy(json_get(item, "name")));
	cJSON_AddItemToObject(
	    call, "arguments", json_copy(json_get(item, "arguments")));
	return call;
}

static const cJSON *
answer_to(const cJSON *call)
{
	const char *id = json_string(call, "call_id"), *other;

	for (const cJSON *item = call->next; item != NULL; item = item->next) {
		other = json_string(item, "call_id");
		if (item_is(item, "function_call_output") && id != NULL &&
		    other != NULL && strcmp(id, other) == 0)
			return item;
	}
	return NULL;
}

/* There are no ids: what a call was answered with follows at once. */
static void
add_answer(cJSON *messages, const cJSON *call)
{
	const cJSON *item = answer_to(call);
	cJSON *message;
	char *text;

	if (item == NULL)
		return;
	text = message_text(json_get(item, "output"));
	message = chat_message(
	    messages, "function", json_new_string(text, strlen(text)));
	cJSON_AddItemToObject(
	    message, "name", json_copy(json_get(call, "name")));
	free(text);
}

static cJSON *
request(const struct ask *a)
{
	static const struct chat_form form = {.api = API_FUNCTIONS,
	    .tools = "functions",
	    .answered_at_once = true,
	    .add_call = add_call,
	    .add_output = add_answer};

	return chat_request(a, &form);
}

const struct dialect dialect_functions = {.name = "functions",
    .path = "/chat/completions",
    .api = API_FUNCTIONS,
    .request = request,
    .event = chat_event,
    .body = chat_body};
