/* replayer: the API as a cassette gives it */
#include "exchange/replayer.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "exchange/render.h"
#include "exchange/route.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Of a text for people, this much. */
#define EXCERPT 200

static void
add_excerpt(struct buf *b, const char *text, size_t len)
{
	size_t n = len > EXCERPT ? utf8_cut(text, len, EXCERPT) : len;

	buf_addc(b, '\'');
	buf_add(b, text, n);
	buf_adds(b, n < len ? "'..." : "'");
}

static void
describe(struct buf *b, const struct asked *a)
{
	buf_addf(b, "model %s, last user text ", a->model ? a->model : "none");
	add_excerpt(b, buf_str(&a->text) + a->last_user, a->last_user_len);
	buf_adds(b, ", results received: ");
	for (size_t i = 0; i < a->n_results; i++)
		buf_addf(b, "%s%s", i ? " " : "",
		    a->results[i].name ? a->results[i].name : "(unknown)");
	if (a->n_results == 0)
		buf_adds(b, "none");
}

static void
miss(struct replayer *r, const struct asked *a, struct answer *out)
{
	struct buf what = {0}, near = {0};

	r->misses++;
	describe(&what, a);
	cassette_nearest(&near, &r->cassette, a);
	tool_warn("no answer to %s %s: %s", a->method, a->path, buf_str(&what));
	tool_warn("nearest: %s", buf_str(&near));
	if (a->api == ASKED_OTHER)
		answer_error(out, 404, "invalid_request_error", "unknown_url",
		    "unknown request URL: %s %s", a->method, a->path);
	else
		answer_error(out, 400, "invalid_request_error", "replay_miss",
		    "the cassette holds no answer to this request; %s",
		    buf_str(&near));
	answer_header(out, "x-should-retry", "false");
	buf_release(&what);
	buf_release(&near);
}

static cJSON *
model(const char *id)
{
	cJSON *m = cJSON_CreateObject();

	cJSON_AddStringToObject(m, "id", id);
	cJSON_AddStringToObject(m, "object", "model");
	json_add_long(m, "created", RENDER_CREATED);
	cJSON_AddStringToObject(m, "owned_by", "cassette");
	return m;
}

static cJSON *
models(const struct replayer *r)
{
	cJSON *names = cJSON_CreateArray();
	const cJSON *n;
	cJSON *list = cJSON_CreateArray();

	cassette_models(names, &r->cassette);
	if (names->child == NULL)
		cJSON_AddItemToArray(names, cJSON_CreateString("scripted"));
	cJSON_ArrayForEach(n, names)
		cJSON_AddItemToArray(list, model(n->valuestring));
	cJSON_Delete(names);
	return list;
}

static void
answer_models(const struct replayer *r, const char *path, struct answer *out)
{
	cJSON *list = models(r), *all;
	const cJSON *m = NULL;

	path += strlen("/v1/models");
	if (*path == '\0') {
		all = cJSON_CreateObject();
		cJSON_AddStringToObject(all, "object", "list");
		cJSON_AddItemToObject(all, "data", list);
		answer_json(out, 200, all);
		cJSON_Delete(all);
		return;
	}
	cJSON_ArrayForEach(m, list) {
		if (strcmp(json_string(m, "id"), path + 1) == 0)
			break;
	}
	if (m != NULL)
		answer_json(out, 200, m);
	else
		answer_error(out, 404, "invalid_request_error",
		    "model_not_found", "the model '%s' does not exist",
		    path + 1);
	cJSON_Delete(list);
}

static void
answer_count(const struct asked *a, struct answer *out)
{
	cJSON *o = cJSON_CreateObject();

	cJSON_AddStringToObject(o, "object", "response.input_tokens");
	json_add_long(o, "input_tokens", (long)a->prompt_tokens);
	answer_json(out, 200, o);
	cJSON_Delete(o);
}

static bool
wants_object(const struct asked *a)
{
	return a->api != ASKED_OTHER && a->api != ASKED_MODELS;
}

static void
answer_asked(struct replayer *r, const struct asked *a, struct answer *out)
{
	if (wants_object(a) && !cJSON_IsObject(a->body)) {
		answer_error(out, 400, "invalid_request_error", NULL,
		    "the body of your request must be a JSON object");
		return;
	}
	if (cassette_answer(&r->cassette, a, out))
		return;
	if (a->api == ASKED_MODELS)
		answer_models(r, a->path, out);
	else if (a->api == ASKED_COUNT)
		answer_count(a, out);
	else
		miss(r, a, out);
}

void
replayer_answer(void *self, const struct server_request *rq, struct answer *out)
{
	struct replayer *r = self;
	struct asked a;
	struct error e = {0};
	char *deployment, *path;
	char id[32];

	path = route_path(rq->path, &deployment);
	pthread_mutex_lock(&r->lock);
	snprintf(id, sizeof(id), "req_%ld", ++r->requests);
	answer_header(out, "x-request-id", id);
	if (asked_read(&a, rq->method, path, &rq->body, r->cassette.run.memory,
		&e) == 0)
		answer_asked(r, &a, out);
	else
		answer_error(out, 400, "invalid_request_error", NULL,
		    "we could not parse the JSON body of your request: %s",
		    e.message);
	asked_release(&a);
	pthread_mutex_unlock(&r->lock);
	error_release(&e);
	free(deployment);
	free(path);
}
