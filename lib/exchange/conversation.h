#ifndef EXCHANGE_CONVERSATION_H
#define EXCHANGE_CONVERSATION_H

#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What was said so far, in one form for both dialects. Its items are
 *
 *	{"type":"message","role":...,"content":TEXT or PARTS}
 *	{"type":"function_call","call_id":...,"name":...,"arguments":TEXT}
 *	{"type":"function_call_output","call_id":...,"output":TEXT}
 *	{"type":"chat_extra","members":{...},"calls":{CALL_ID:{...}},
 *	 "source":...}
 *
 * (in front of what it belongs to: what else a message of Chat Completions
 * and its calls hold; by whom, or none when the user wrote it so)
 * and any other object with a `type` that a model's answer held: such an
 * item is kept word for word, and a dialect that has no place for it leaves
 * it out. It is the form of the Responses API, since every message of Chat
 * Completions fits into it and not the other way round; it is also the form
 * in which a session's log holds a conversation.
 */
struct conversation {
	cJSON *items;
};

void conversation_init(struct conversation *c);
void conversation_release(struct conversation *c);

size_t conversation_length(const struct conversation *c);
/* Adds an item, taking it. */
void conversation_add(struct conversation *c, cJSON *item);
/* Adds a message of that role. */
void conversation_say(
    struct conversation *c, const char *role, const char *text);
/* Adds what a call was answered with. */
void conversation_answer(
    struct conversation *c, const char *call_id, const char *output);
/* Puts a message behind the leading system and developer messages. */
void conversation_in_front(
    struct conversation *c, const char *role, const char *text);

/*
 * Adds a message as either API writes it, also with tool_calls or of the
 * role tool, or any other item. -1 with invalid_arguments.
 */
int conversation_add_message(
    struct conversation *c, const cJSON *message, struct error *e);
/*
 * Answers each call that has no answer with `line`: an API refuses a
 * conversation in which one is missing.
 */
void conversation_answer_rest(struct conversation *c, const char *line);

/* The call that an output answers, or NULL. */
const cJSON *conversation_call(
    const struct conversation *c, const cJSON *output);
/* The items from index `from` on, as a new array. */
cJSON *conversation_since(const struct conversation *c, size_t from);
/* Whether an item or a part has that type. */
bool item_is(const cJSON *item, const char *type);
/* The text of a message's content, its parts joined; the caller frees. */
char *message_text(const cJSON *content);

#endif
