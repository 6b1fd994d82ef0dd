/* chat_functions: Chat Completions as it was before tools */
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
	cJSON *call = cJSON_AddObjectToObject(message, "function_call");

	cJSON_AddItemToObject(call, "name", json_copy(json_get(item, "name")));
	cJSON_AddItemToObject(
	    call, "arguments", json_copy(json_get(item, "arguments")));
}

static const cJSON *
answer_to(const cJSON *call)
{
	const char *id = json_string(call, "call_id"), *other;

	for (const cJSON *item = call->next; item != NULL; item = item->next) {
		other = json_string(item, "call_id");
		if (is(item, "function_call_output") && id != NULL &&
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

/* One call fits into a message: the first goes with what was said. */
static cJSON *
messages_of(const struct conversation *c)
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
			add_answer(messages, item);
			said = NULL;
		}
	}
	return messages;
}

static cJSON *
request(const struct ask *a)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *functions = dialect_tools(a, API_FUNCTIONS);

	cJSON_AddStringToObject(body, "model", a->model);
	cJSON_AddItemToObject(body, "messages", messages_of(a->conversation));
	if (functions != NULL)
		cJSON_AddItemToObject(body, "functions", functions);
	dialect_add_choice(body, a, API_FUNCTIONS);
	chat_add_fields(body, a);
	return body;
}

const struct dialect dialect_functions = {.name = "functions",
    .path = "/chat/completions",
    .api = API_FUNCTIONS,
    .request = request,
    .event = chat_event,
    .body = chat_body};
