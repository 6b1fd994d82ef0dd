/* render: a scripted reply in the dialect that was asked for */
#include "exchange/render.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "exchange/fault.h"
#include <stdlib.h>

/* Small enough that any text is several deltas, cut in midst of its words. */
#define PIECE 20

size_t
render_piece(const char *text, size_t len)
{
	return len <= PIECE ? len : utf8_cut(text, len, PIECE);
}

/* What the API would say if the rule's error says no more. */
static const char *
type_of_status(int status)
{
	switch (status) {
	case 401:
		return "authentication_error";
	case 403:
		return "permission_error";
	case 429:
		return "rate_limit_error";
	default:
		return status >= 500 ? "server_error" : "invalid_request_error";
	}
}

static void
fill_error(cJSON *error, int status)
{
	if (json_get(error, "message") == NULL)
		cJSON_AddStringToObject(error, "message", "scripted error");
	if (json_get(error, "type") == NULL)
		cJSON_AddStringToObject(error, "type", type_of_status(status));
	if (json_get(error, "param") == NULL)
		cJSON_AddNullToObject(error, "param");
	if (json_get(error, "code") == NULL)
		cJSON_AddNullToObject(error, "code");
}

static void
render_error(struct answer *out, const cJSON *reply)
{
	const cJSON *given = json_get(reply, "error");
	const char *raw = json_string(reply, "body");
	int status = (int)json_long(reply, "status", 500);
	cJSON *body, *error;

	if (raw != NULL) {
		out->status = status;
		buf_adds(&out->body, raw);
		return;
	}
	body = cJSON_CreateObject();
	error = given ? json_copy(given) : cJSON_CreateObject();
	fill_error(error, status);
	cJSON_AddItemToObject(body, "error", error);
	answer_json(out, status, body);
	cJSON_Delete(body);
}

static void
render_answer(struct answer *out, const cJSON *reply, const struct asked *a,
    struct reply_run *run)
{
	struct reply r;

	reply_make(&r, reply, a, run);
	if (a->api == ASKED_RESPONSES)
		render_responses(out, &r, a, run);
	else
		render_chat(out, &r, a);
	reply_release(&r);
}

void
render_rule(struct answer *out, const cJSON *reply, const struct asked *a,
    struct reply_run *run)
{
	const cJSON *h;

	if (json_get(reply, "status") != NULL)
		render_error(out, reply);
	else
		render_answer(out, reply, a, run);
	cJSON_ArrayForEach(h, json_get(reply, "headers"))
		answer_header(out, h->string, h->valuestring);
	fault_apply(out, reply);
}
