/* chat_messages: a conversation as a request of Chat Completions */
#include "base/json.h"
#include "exchange/chat.h"
#include <string.h>

/* A conversation on its way into messages. */
struct telling {
	const struct ask *ask;
	const struct chat_form *form;
	cJSON *messages;
	cJSON *said;        /* the message that calls go into, or NULL */
	const cJSON *extra; /* of the message to come, or in hand; or NULL */
	bool calls;         /* there are some in the conversation */
};

static bool
has_calls(const struct conversation *c)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, c->items) {
		if (item_is(item, "function_call"))
			return true;
	}
	return false;
}

/*
 * What a server added to its own answer goes back to the same model there,
 * if it is one of those things that servers insist on, and calls were made:
 * without calls they ignore it or even refuse it, and others always do.
 * DeepSeek, Kimi and vLLM say reasoning_content or reasoning, OpenRouter
 * reasoning_details, LiteLLM thinking_blocks, Gemini extra_content.
 */
static bool
goes_back(const struct telling *t, const char *member)
{
	static const char *const wanted[] = {"extra_content", "reasoning",
	    "thinking_blocks", "thought_signature"};
	const char *source = json_string(t->extra, "source");

	if (source == NULL)
		return true; /* the user's own words */
	if (!t->calls || t->ask->source == NULL ||
	    strcmp(source, t->ask->source) != 0)
		return false;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (strncmp(member, wanted[i], strlen(wanted[i])) == 0)
			return true;
	return false;
}

static void
add_extra(const struct telling *t, cJSON *to, const cJSON *members)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, members) {
		if (json_get(to, member->string) == NULL &&
		    goes_back(t, member->string))
			cJSON_AddItemToObject(
			    to, member->string, json_copy(member));
	}
}

static cJSON *
add_message(struct telling *t, const char *role, cJSON *content)
{
	cJSON *message = chat_message(t->messages, role, content);

	add_extra(t, message, json_get(t->extra, "members"));
	return message;
}

static void
tell_message(struct telling *t, const cJSON *item)
{
	const char *role = json_string(item, "role");
	cJSON *message;

	if (role == NULL)
		return;
	message = add_message(t, role, chat_content(json_get(item, "content")));
	t->said = strcmp(role, "assistant") == 0 ? message : NULL;
	if (t->said == NULL)
		t->extra = NULL;
}

/* The calls of one turn go into the message in front of them. */
static void
tell_call(struct telling *t, const cJSON *item)
{
	const char *id = json_string(item, "call_id");
	cJSON *call;

	if (t->said == NULL)
		t->said = add_message(t, "assistant", cJSON_CreateNull());
	call = t->form->add_call(t->said, item);
	if (id != NULL)
		add_extra(t, call, json_get(json_get(t->extra, "calls"), id));
	if (t->form->answered_at_once) {
		t->form->add_output(t->messages, item);
		t->said = NULL;
	}
}

static void
tell(struct telling *t, const cJSON *item)
{
	if (item_is(item, "message")) {
		tell_message(t, item);
	} else if (item_is(item, "function_call")) {
		tell_call(t, item);
	} else if (item_is(item, "chat_extra")) {
		t->extra = item;
		t->said = NULL;
	} else if (item_is(item, "function_call_output") &&
		   !t->form->answered_at_once) {
		t->form->add_output(t->messages, item);
		t->extra = t->said = NULL;
	}
}

cJSON *
chat_request(const struct ask *a, const struct chat_form *form)
{
	struct telling t = {.ask = a,
	    .form = form,
	    .messages = cJSON_CreateArray(),
	    .calls = has_calls(a->conversation)};
	cJSON *body = cJSON_CreateObject();
	cJSON *tools = dialect_tools(a, form->api);
	const cJSON *item;

	cJSON_ArrayForEach(item, a->conversation->items)
		tell(&t, item);
	cJSON_AddStringToObject(body, "model", a->model);
	cJSON_AddItemToObject(body, "messages", t.messages);
	if (tools != NULL)
		cJSON_AddItemToObject(body, form->tools, tools);
	dialect_add_choice(body, a, form->api);
	chat_add_fields(body, a);
	return body;
}
