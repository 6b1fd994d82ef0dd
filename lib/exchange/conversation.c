/* conversation: what was said so far, in one form for both dialects */
#include "exchange/conversation.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

void
conversation_init(struct conversation *c)
{
	c->items = cJSON_CreateArray();
}

void
conversation_release(struct conversation *c)
{
	cJSON_Delete(c->items);
	c->items = NULL;
}

size_t
conversation_length(const struct conversation *c)
{
	return (size_t)cJSON_GetArraySize(c->items);
}

void
conversation_add(struct conversation *c, cJSON *item)
{
	cJSON_AddItemToArray(c->items, item);
}

static cJSON *
new_message(const char *role, cJSON *content)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(item, "type", "message");
	cJSON_AddStringToObject(item, "role", role);
	cJSON_AddItemToObject(item, "content", content);
	return item;
}

void
conversation_say(struct conversation *c, const char *role, const char *text)
{
	conversation_add(
	    c, new_message(role, json_new_string(text, strlen(text))));
}

void
conversation_answer(
    struct conversation *c, const char *call_id, const char *output)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(item, "type", "function_call_output");
	cJSON_AddStringToObject(item, "call_id", call_id);
	cJSON_AddItemToObject(
	    item, "output", json_new_string(output, strlen(output)));
	conversation_add(c, item);
}

/* cJSON_InsertItemInArray of 1.7.15 to 1.7.17 inserts only at the front. */
static void
insert(cJSON *items, int at, cJSON *item)
{
	cJSON *tail = cJSON_CreateArray();

	while (cJSON_GetArraySize(items) > at)
		cJSON_AddItemToArray(
		    tail, cJSON_DetachItemFromArray(items, at));
	cJSON_AddItemToArray(items, item);
	while (tail->child != NULL)
		cJSON_AddItemToArray(
		    items, cJSON_DetachItemViaPointer(tail, tail->child));
	cJSON_Delete(tail);
}

static bool
is_system(const cJSON *item)
{
	const char *role = json_string(item, "role");

	return role != NULL &&
	       (strcmp(role, "system") == 0 || strcmp(role, "developer") == 0);
}

void
conversation_in_front(
    struct conversation *c, const char *role, const char *text)
{
	cJSON *message = new_message(role, json_new_string(text, strlen(text)));
	const cJSON *item;
	int at = 0;

	cJSON_ArrayForEach(item, c->items) {
		if (!is_system(item))
			break;
		at++;
	}
	insert(c->items, at, message);
}

static int
add_call(struct conversation *c, const char *id, const cJSON *function,
    struct error *e)
{
	const char *name = json_string(function, "name");
	const char *arguments = json_string(function, "arguments");
	cJSON *item;

	if (id == NULL || name == NULL || arguments == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a tool call of an assistant message needs id, "
		    "function.name and function.arguments");
	item = cJSON_CreateObject();
	cJSON_AddStringToObject(item, "type", "function_call");
	cJSON_AddStringToObject(item, "call_id", id);
	cJSON_AddStringToObject(item, "name", name);
	cJSON_AddStringToObject(item, "arguments", arguments);
	conversation_add(c, item);
	return 0;
}

/* Chat's older form, which has no ids. */
static int
add_function_call(
    struct conversation *c, const cJSON *function, struct error *e)
{
	char *id = xasprintf("call_%zu", conversation_length(c));
	int status = add_call(c, id, function, e);

	free(id);
	return status;
}

/* What the latest call of that name was answered with. */
static int
add_function_message(
    struct conversation *c, const cJSON *message, struct error *e)
{
	const char *name = json_string(message, "name"), *called;
	const cJSON *item = c->items->child ? c->items->child->prev : NULL;
	char *text;

	if (name == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a message of the role function needs a name");
	for (; item != NULL; item = item->prev->next ? item->prev : NULL) {
		called = json_string(item, "name");
		if (json_string(item, "arguments") && called != NULL &&
		    strcmp(called, name) == 0)
			break;
	}
	if (item == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a message of the role function answers '%s', which was "
		    "not called",
		    name);
	text = message_text(json_get(message, "content"));
	conversation_answer(c, json_string(item, "call_id"), text);
	free(text);
	return 0;
}

static int
add_tool_message(struct conversation *c, const cJSON *message, struct error *e)
{
	const char *id = json_string(message, "tool_call_id");
	char *text;

	if (id == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a message of the role tool needs tool_call_id");
	text = message_text(json_get(message, "content"));
	conversation_answer(c, id, text);
	free(text);
	return 0;
}

/* The members that are not ours to read, or NULL. */
static cJSON *
members_but(const cJSON *o, const char *const ours[], size_t n)
{
	cJSON *rest = NULL;
	const cJSON *member;
	size_t i;

	cJSON_ArrayForEach(member, o) {
		for (i = 0; i < n && strcmp(ours[i], member->string) != 0;)
			i++;
		if (i < n || cJSON_IsNull(member))
			continue;
		if (rest == NULL)
			rest = cJSON_CreateObject();
		cJSON_AddItemToObject(rest, member->string, json_copy(member));
	}
	return rest;
}

/* What else a message holds is kept in front of it, as it was written. */
static void
add_extra(struct conversation *c, const cJSON *message)
{
	static const char *const ours[] = {
	    "content", "function_call", "role", "tool_calls", "type"};
	static const char *const of_call[] = {"function", "id", "type"};
	cJSON *members = members_but(message, ours, 5);
	cJSON *calls = cJSON_CreateObject(), *item, *rest;
	const cJSON *call;

	cJSON_ArrayForEach(call, json_get(message, "tool_calls")) {
		rest = members_but(call, of_call, 3);
		if (rest != NULL && json_string(call, "id"))
			json_set(calls, json_string(call, "id"), rest);
		else
			cJSON_Delete(rest);
	}
	if (members == NULL && calls->child == NULL) {
		cJSON_Delete(calls);
		return;
	}
	item = cJSON_CreateObject();
	cJSON_AddStringToObject(item, "type", "chat_extra");
	if (members != NULL)
		cJSON_AddItemToObject(item, "members", members);
	cJSON_AddItemToObject(item, "calls", calls);
	conversation_add(c, item);
}

static int
add_said(struct conversation *c, const cJSON *message, struct error *e)
{
	const cJSON *content = json_get(message, "content");
	const cJSON *calls = json_get(message, "tool_calls");
	const cJSON *older = json_get(message, "function_call"), *call;

	add_extra(c, message);
	if (cJSON_IsString(content) || cJSON_IsArray(content))
		conversation_add(c, new_message(json_string(message, "role"),
					json_copy(content)));
	else if (!cJSON_IsArray(calls) && !cJSON_IsObject(older))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a message needs content: a string or an array of parts");
	cJSON_ArrayForEach(call, calls) {
		if (add_call(c, json_string(call, "id"),
			json_get(call, "function"), e) < 0)
			return -1;
	}
	return cJSON_IsObject(older) ? add_function_call(c, older, e) : 0;
}

int
conversation_add_message(
    struct conversation *c, const cJSON *message, struct error *e)
{
	const char *type = json_string(message, "type");
	const char *role = json_string(message, "role");

	if (type != NULL && strcmp(type, "message") != 0) {
		conversation_add(c, json_copy(message));
		return 0;
	}
	if (role == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a message needs a role: system, developer, user, "
		    "assistant or tool");
	if (strcmp(role, "tool") == 0)
		return add_tool_message(c, message, e);
	if (strcmp(role, "function") == 0)
		return add_function_message(c, message, e);
	return add_said(c, message, e);
}

static bool
is_answered(const cJSON *call)
{
	const char *id = json_string(call, "call_id");
	const char *type, *other;

	for (const cJSON *item = call->next; item != NULL; item = item->next) {
		type = json_string(item, "type");
		other = json_string(item, "call_id");
		if (type != NULL && strcmp(type, "function_call_output") == 0 &&
		    other != NULL && id != NULL && strcmp(id, other) == 0)
			return true;
	}
	return false;
}

/* Behind the last call of its turn, where Chat wants to find it. */
static void
insert_answer(struct conversation *c, int at, const char *id, const char *line)
{
	struct conversation one;
	const cJSON *item = cJSON_GetArrayItem(c->items, at);

	while (item != NULL && json_string(item, "type") != NULL &&
	       strcmp(json_string(item, "type"), "function_call") == 0) {
		item = item->next;
		at++;
	}
	conversation_init(&one);
	conversation_answer(&one, id, line);
	insert(c->items, at, cJSON_DetachItemFromArray(one.items, 0));
	conversation_release(&one);
}

void
conversation_answer_rest(struct conversation *c, const char *line)
{
	const cJSON *item;
	const char *type;

	for (int i = 0; i < cJSON_GetArraySize(c->items); i++) {
		item = cJSON_GetArrayItem(c->items, i);
		type = json_string(item, "type");
		if (type != NULL && strcmp(type, "function_call") == 0 &&
		    json_string(item, "call_id") && !is_answered(item))
			insert_answer(c, i, json_string(item, "call_id"), line);
	}
}

const cJSON *
conversation_call(const struct conversation *c, const cJSON *output)
{
	const char *id = json_string(output, "call_id");

	if (id == NULL || output == c->items->child)
		return NULL;
	for (const cJSON *v = output->prev;; v = v->prev) {
		if (item_is(v, "function_call") && json_is(v, "call_id", id))
			return v;
		if (v == c->items->child)
			return NULL;
	}
}

cJSON *
conversation_since(const struct conversation *c, size_t from)
{
	cJSON *items = cJSON_CreateArray();
	const cJSON *item = cJSON_GetArrayItem(c->items, (int)from);

	for (; item != NULL; item = item->next)
		cJSON_AddItemToArray(items, json_copy(item));
	return items;
}

bool
item_is(const cJSON *item, const char *type)
{
	return json_is(item, "type", type);
}

char *
message_text(const cJSON *content)
{
	struct buf text = {0};
	const cJSON *part;

	if (cJSON_IsString(content))
		return xstrdup(content->valuestring);
	cJSON_ArrayForEach(part, content) {
		if (json_string(part, "text"))
			buf_adds(&text, json_string(part, "text"));
	}
	return buf_detach(&text);
}
