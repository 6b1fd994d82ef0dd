/* measure: the tokens of a request's input, in the form that the API counts */
#include "exchange/measure.h"
#include "base/json.h"
#include "exchange/declare.h"
#include "system/encodings.h"
#include <stdlib.h>
#include <string.h>

enum {
	MESSAGE = 3,
	NAME = 1,
	CALL = 3,
	ANSWER = 3, /* the one to come */
	FUNCTIONS = 9,
	IN_SYSTEM = -4,
	IMAGE = 1445,
	NODE = 16 /* no part of a request has more around it */
};

static const char *
encoding_of(const char *model)
{
	static const char *const later[] = {"gpt-4o", "gpt-4.1", "gpt-4.5"};
	const char *set = getenv("CODEX_ENCODING");

	if (set != NULL && *set != '\0')
		return set;
	if (strncmp(model, "ft:", 3) == 0)
		model += 3;
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		if (strncmp(model, later[i], strlen(later[i])) == 0)
			return "o200k_base";
	return strncmp(model, "gpt-4", 5) == 0 ||
		       strncmp(model, "gpt-3.5", 7) == 0
		   ? "cl100k_base"
		   : "o200k_base";
}

int
measure_open(struct measure *m, const char *model, struct error *e)
{
	m->encoding = encoding_named(encoding_of(model), e);
	return m->encoding ? 0 : -1;
}

long
measure_text(const struct measure *m, const char *text)
{
	return text ? (long)tokens_count(m->encoding, text, strlen(text)) : 0;
}

static bool
is_image(const cJSON *part)
{
	return item_is(part, "image_url") || item_is(part, "input_image");
}

static long
measure_content(const struct measure *m, const cJSON *content)
{
	const cJSON *part;
	long n = 0;

	if (cJSON_IsString(content))
		return measure_text(m, content->valuestring);
	cJSON_ArrayForEach(part, content) {
		n += is_image(part) ? IMAGE : 0;
		n += measure_text(m, json_string(part, "text"));
		n += measure_text(m, json_string(part, "refusal"));
	}
	return n;
}

static long
measure_message(const struct measure *m, const cJSON *item)
{
	return MESSAGE + measure_text(m, json_string(item, "role")) +
	       measure_content(m, json_get(item, "content"));
}

/* Whether a call goes into the message in front of it. */
static bool
has_message(const struct conversation *c, const cJSON *call)
{
	const cJSON *before = call == c->items->child ? NULL : call->prev;

	return item_is(before, "function_call") ||
	       (item_is(before, "message") &&
		   json_is(before, "role", "assistant"));
}

/* A message's name, and reasoning that goes back to who said it. */
static long
measure_extra(const struct measure *m, const cJSON *item)
{
	bool ours = json_string(item, "source") == NULL;
	const cJSON *member;
	long n = 0;

	cJSON_ArrayForEach(member, json_get(item, "members")) {
		if (!cJSON_IsString(member) ||
		    (!ours && strncmp(member->string, "reasoning", 9) != 0))
			continue;
		n += measure_text(m, member->valuestring);
		n += strcmp(member->string, "name") == 0 ? NAME : 0;
	}
	return n;
}

/* What only the model can read, and what we do not know, as JSON. */
static long
measure_other(const struct measure *m, const cJSON *item)
{
	const char *secret = json_string(item, "encrypted_content");
	size_t bytes = secret ? strlen(secret) / 4 * 3 : 0;
	cJSON *rest = json_copy(item);
	char *text;
	long n;

	cJSON_DeleteItemFromObjectCaseSensitive(rest, "encrypted_content");
	text = json_text(rest);
	n = measure_text(m, text) + (bytes > 650 ? (long)(bytes - 650) / 4 : 0);
	cJSON_Delete(rest);
	free(text);
	return n;
}

long
measure_item(
    const struct measure *m, const struct conversation *c, const cJSON *item)
{
	const cJSON *call;

	if (item_is(item, "message"))
		return measure_message(m, item);
	if (item_is(item, "function_call"))
		return CALL + measure_text(m, json_string(item, "name")) +
		       measure_text(m, json_string(item, "arguments")) +
		       (has_message(c, item)
			       ? 0
			       : MESSAGE + measure_text(m, "assistant"));
	if (item_is(item, "chat_extra"))
		return measure_extra(m, item);
	if (!item_is(item, "function_call_output"))
		return measure_other(m, item);
	call = conversation_call(c, item);
	return MESSAGE + measure_text(m, json_string(call, "name")) +
	       measure_content(m, json_get(item, "output"));
}

/* The first system message is where the functions are declared. */
static long
measure_functions(const struct measure *m, const struct ask *a)
{
	struct buf text = {0};
	const cJSON *item;
	char *said;
	long n;

	declare(&text, a->tools);
	n = FUNCTIONS + measure_text(m, buf_str(&text));
	buf_truncate(&text, 0);
	cJSON_ArrayForEach(item, a->conversation->items) {
		if (!json_is(item, "role", "system") &&
		    !json_is(item, "role", "developer"))
			continue;
		said = message_text(json_get(item, "content"));
		buf_addf(&text, "%s\n", said);
		n += IN_SYSTEM + measure_text(m, buf_str(&text)) -
		     measure_text(m, said);
		free(said);
		break;
	}
	buf_release(&text);
	return n;
}

long
measure_frame(const struct measure *m, const struct ask *a)
{
	char *schema = a->schema ? json_text(a->schema) : NULL;
	const char *said = json_string(a->options, "instructions");
	long n = ANSWER + measure_text(m, schema);

	if (said != NULL)
		n +=
		    MESSAGE + measure_text(m, "system") + measure_text(m, said);
	if (cJSON_GetArraySize(a->tools) > 0)
		n += measure_functions(m, a);
	free(schema);
	return n;
}

long
measure_choice(const struct measure *m, const struct ask *a)
{
	if (a->choice == NULL || cJSON_GetArraySize(a->tools) == 0 ||
	    strcmp(a->choice, "auto") == 0 ||
	    strcmp(a->choice, "required") == 0)
		return 0;
	if (strcmp(a->choice, "none") == 0)
		return 1;
	return 4 + measure_text(m, a->choice);
}

long
measure_bound(const cJSON *value)
{
	const cJSON *member;
	long n = NODE;

	if (cJSON_IsString(value))
		n += strncmp(value->valuestring, "data:", 5) == 0
			 ? IMAGE
			 : (long)strlen(value->valuestring);
	cJSON_ArrayForEach(member, value)
		n += measure_bound(member) +
		     (member->string ? (long)strlen(member->string) : 0);
	return n;
}
