/* failure: what an API's error means, and whether to try again */
#include "exchange/failure.h"
#include "base/json.h"
#include "base/utf8.h"
#include "record/redact.h"
#include <stdlib.h>
#include <string.h>

#define EXCERPT 200 /* bytes shown of a body that is no JSON */

/* What a code or type of an API means, whatever the status is. */
static const struct {
	const char *name;
	enum error_code code;
	bool again;
	const char *hint;
} meanings[] = {
    {"insufficient_quota", ERROR_RATE_LIMITED, false,
	"the account has no credit left: look at its billing page"},
    {"credit_balance_exhausted", ERROR_RATE_LIMITED, false,
	"the account has no credit left: look at its billing page"},
    {"billing_hard_limit_reached", ERROR_RATE_LIMITED, false,
	"the account's spending limit is reached: look at its billing page"},
    {"rate_limit_exceeded", ERROR_RATE_LIMITED, true, NULL},
    {"slow_down", ERROR_RATE_LIMITED, true, NULL},
    {"context_length_exceeded", ERROR_API_ERROR, false,
	"send less: codex-pack --budget N cuts what goes in"},
    {"exceed_context_size_error", ERROR_API_ERROR, false,
	"send less: codex-pack --budget N cuts what goes in"},
    {"model_not_found", ERROR_API_ERROR, false,
	"the model is named by -m or CODEX_MODEL"},
    {"invalid_api_key", ERROR_API_ERROR, false,
	"the key is taken from OPENAI_API_KEY"},
    {"content_filter", ERROR_API_ERROR, false,
	"the service's content filter refused the prompt"},
    {"server_error", ERROR_API_ERROR, true, NULL},
    {"server_is_overloaded", ERROR_API_ERROR, true, NULL},
    {"service_unavailable_error", ERROR_API_ERROR, true, NULL},
};

/* The same for a status whose body says nothing we know. */
static const struct {
	long from, to;
	enum error_code code;
	bool again;
	const char *hint;
} statuses[] = {
    {300, 399, ERROR_NETWORK, false,
	"redirects are not followed: set OPENAI_BASE_URL to the final address"},
    {401, 401, ERROR_API_ERROR, false, "the key is taken from OPENAI_API_KEY"},
    {402, 402, ERROR_RATE_LIMITED, false, "the account has no credit left"},
    {403, 403, ERROR_API_ERROR, false,
	"this key may not use this model or this service"},
    {404, 405, ERROR_API_ERROR, false,
	"does OPENAI_BASE_URL end in /v1, and is the model's name right?"},
    {407, 407, ERROR_NETWORK, false,
	"the proxy wants a name and password: "
	"http_proxy=http://NAME:PASSWORD@HOST:PORT"},
    {408, 409, ERROR_API_ERROR, true, NULL},
    {429, 429, ERROR_RATE_LIMITED, true, NULL},
    {500, 599, ERROR_API_ERROR, true, NULL},
};

static bool
is_truthy(const cJSON *v)
{
	if (cJSON_IsString(v))
		return v->valuestring[0] != '\0';
	return v != NULL && !cJSON_IsNull(v) && !cJSON_IsFalse(v);
}

const cJSON *
failure_object(const char *event, const cJSON *data)
{
	const char *type = json_string(data, "type");
	const cJSON *error = json_get(data, "error");

	if (is_truthy(error))
		return error;
	if (type != NULL && strcmp(type, "response.failed") == 0) {
		error = json_get(json_get(data, "response"), "error");
		return is_truthy(error) ? error : data;
	}
	if (strcmp(event, "error") == 0 ||
	    (type != NULL && strcmp(type, "error") == 0))
		return data;
	/* older vLLM: the body is the object */
	type = json_string(data, "object");
	return type != NULL && strcmp(type, "error") == 0 ? data : NULL;
}

static void
classify_status(long status, bool *again, struct error *e)
{
	e->code = ERROR_API_ERROR;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (status < statuses[i].from || status > statuses[i].to)
			continue;
		e->code = statuses[i].code;
		*again = statuses[i].again;
		if (statuses[i].hint)
			error_hint(e, "%s", statuses[i].hint);
	}
}

static bool
classify_name(const char *name, bool *again, struct error *e)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		if (name == NULL || strcmp(name, meanings[i].name) != 0)
			continue;
		e->code = meanings[i].code;
		*again = meanings[i].again;
		if (meanings[i].hint)
			error_hint(e, "%s", meanings[i].hint);
		return true;
	}
	return false;
}

/* A server may send the key back: it must not reach the message. */
static void
set_message(struct error *e, const char *place, long status, const char *text)
{
	struct buf safe = {0};

	redact(&safe, text, strlen(text));
	if (status > 0)
		error_set(e, ERROR_API_ERROR, "%s answered %ld: %s", place,
		    status, buf_str(&safe));
	else
		error_set(e, ERROR_API_ERROR, "%s broke off the answer: %s",
		    place, buf_str(&safe));
	buf_release(&safe);
}

static void
add_detail(struct buf *text, const cJSON *object, const char *name)
{
	const char *value = json_string(object, name);

	if (value != NULL && *value != '\0')
		buf_addf(text, " (%s: %s)", name, value);
}

static void
describe(struct buf *text, const cJSON *object)
{
	const char *message = json_string(object, "message");
	const char *code = json_string(object, "code");

	if (cJSON_IsString(object))
		message = object->valuestring;
	if (message == NULL || *message == '\0')
		message = code ? code : "no reason given";
	buf_adds(text, message);
	add_detail(text, object, "param");
}

int
failure_from_object(const cJSON *object, long status, const char *place,
    bool *again, struct error *e)
{
	long number = json_long(object, "code", 0);
	struct buf text = {0};

	*again = false;
	describe(&text, object);
	set_message(e, place, status, buf_str(&text));
	buf_release(&text);
	if (!classify_name(json_string(object, "code"), again, e) &&
	    !classify_name(json_string(object, "type"), again, e))
		classify_status(status >= 300 ? status : number, again, e);
	return -1;
}

static void
from_bytes(const struct http_answer *a, const char *place, struct error *e)
{
	struct buf text = {0};
	size_t len = utf8_cut(buf_str(&a->refusal), a->refusal.len, EXCERPT);

	if (a->location != NULL)
		buf_addf(&text, "it redirects to %s", a->location);
	else if (a->refusal.len == 0)
		buf_adds(&text, "the answer is empty");
	else
		buf_add(&text, a->refusal.data, len);
	set_message(e, place, a->status, buf_str(&text));
	buf_release(&text);
}

int
failure_from_answer(const struct http_answer *a, const char *place, bool *again,
    struct error *e)
{
	struct error ignored = {0};
	cJSON *body =
	    json_parse(buf_str(&a->refusal), a->refusal.len, &ignored);
	const cJSON *object = failure_object("", body);

	*again = false;
	if (object != NULL) {
		failure_from_object(object, a->status, place, again, e);
	} else {
		from_bytes(a, place, e);
		classify_status(a->status, again, e);
	}
	if (a->should_retry >= 0)
		*again = a->should_retry == 1;
	cJSON_Delete(body);
	error_release(&ignored);
	return -1;
}
