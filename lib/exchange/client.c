/* client: one request to the API, with retries */
#include "exchange/client.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "exchange/budget.h"
#include "exchange/failure.h"
#include "exchange/retry.h"
#include "exchange/sse.h"
#include "system/clock.h"
#include "system/waiting.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MAX ((size_t)1 << 30)  /* bytes of one answer */
#define EVENT_MAX  ((size_t)16 << 20) /* bytes of one event */
#define HELD_MAX   ((size_t)16 << 20) /* bytes of it that are held */
#define THIN_ABOVE 65536              /* bytes of what is said again */

/* One answer while it is being read. */
struct reading {
	struct client *client;
	struct turn *turn;
	enum { FORM_UNKNOWN, FORM_STREAM, FORM_WHOLE } form;
	struct sse sse;
	struct buf whole;
	struct error *error;
	bool again;  /* after an error: it may help */
	bool done;   /* [DONE] was there: what follows is not ours */
	bool ending; /* the stream is over: an event may be cut */
};

int
client_init(struct client *c, const struct dialect *d, const char *model,
    struct error *e)
{
	*c = (struct client){
	    .dialect = d, .connect = 10, .idle = 300, .retries = 2};
	return endpoint_read(&c->endpoint, d, model, e);
}

int
client_limit(struct client *c, long rpm, long tpm, struct error *e)
{
	const struct strv *headers = &c->endpoint.headers;
	const char *path = strstr(c->endpoint.url, c->dialect->path);
	struct buf who = {0};
	int status;

	if (rpm == 0 && tpm == 0)
		return 0;
	buf_add(&who, c->endpoint.url,
	    path ? (size_t)(path - c->endpoint.url) : strlen(c->endpoint.url));
	for (size_t i = 0; i < headers->n; i++)
		if (strncasecmp(headers->v[i], "authorization:", 14) == 0 ||
		    strncasecmp(headers->v[i], "api-key:", 8) == 0)
			buf_addf(&who, "\n%s", headers->v[i]);
	status = limiter_open(&c->limiter, rpm, tpm, buf_str(&who), e);
	buf_release(&who);
	return status;
}

void
client_release(struct client *c)
{
	limiter_release(&c->limiter);
	endpoint_release(&c->endpoint);
	if (c->http != NULL)
		http_close(c->http);
	*c = (struct client){0};
}

/* One answer */

static int
fail_unreadable(struct reading *r, const char *data, size_t len)
{
	size_t shown = utf8_cut(data, len, 80);

	if (r->form == FORM_STREAM)
		return error_set(r->error, ERROR_API_ERROR,
		    "event %zu of %s's answer is no JSON: '%.*s'",
		    r->sse.events, r->client->endpoint.place, (int)shown, data);
	error_set(r->error, ERROR_API_ERROR, "%s's answer is no JSON: '%.*s'",
	    r->client->endpoint.place, (int)shown, data);
	return error_hint(r->error, "%s",
	    r->client->endpoint.advice ? r->client->endpoint.advice
				       : "does OPENAI_BASE_URL end in /v1?");
}

static int
take_json(struct reading *r, const char *name, const cJSON *data)
{
	const struct dialect *d = r->client->dialect;
	const cJSON *failure = failure_object(name, data);

	if (failure != NULL)
		return failure_from_object(
		    failure, 0, r->client->endpoint.place, &r->again, r->error);
	if (r->form == FORM_STREAM)
		return d->event(r->turn, data, r->error);
	return d->body(r->turn, data, r->error);
}

/* Words that were handed on are not held when they are said again. */
static bool
may_thin(void *ctx, const char *name, const char *line, size_t len)
{
	const struct reading *r = ctx;
	const struct dialect *d = r->client->dialect;

	return r->turn->cut && d->repeats && d->repeats(name, line, len);
}

static int
check_held(struct reading *r)
{
	if (turn_held(r->turn) <= HELD_MAX)
		return 0;
	error_set(r->error, ERROR_API_ERROR,
	    "%s's answer is longer than the %zu bytes that a result holds",
	    r->client->endpoint.place, HELD_MAX);
	return error_hint(
	    r->error, "--text prints one of any length as it comes");
}

static int
on_event(void *ctx, const char *name, const char *data, size_t len)
{
	struct reading *r = ctx;
	struct error ignored = {0};
	cJSON *json;
	int status;

	if (r->done)
		return 0;
	if (len >= 6 && memcmp(data, "[DONE]", 6) == 0) {
		r->done = r->turn->ended = true;
		return 0;
	}
	json = json_parse(data, len, &ignored);
	error_release(&ignored);
	if (json == NULL)
		return r->ending || len == 0 ? 0
					     : fail_unreadable(r, data, len);
	status = take_json(r, name, json);
	cJSON_Delete(json);
	return status == 0 ? check_held(r) : status;
}

static bool
says_stream(const char *type)
{
	return type && strncasecmp(type, "text/event-stream", 17) == 0;
}

/* By its Content-Type and its first byte: no event begins like an object. */
static void
guess_form(struct reading *r, const char *type, const char *data, size_t len)
{
	static const char first[] = "deir:\xef"; /* of a field, or a mark */

	bool stream = says_stream(type);

	for (size_t i = 0; i < len && r->form == FORM_UNKNOWN; i++)
		if (!isspace((unsigned char)data[i]))
			r->form =
			    data[i] != '{' && (stream || strchr(first, data[i]))
				? FORM_STREAM
				: FORM_WHOLE;
}

/* What is kept to be read at once has a tighter limit than a stream. */
static int
take_whole(struct reading *r, const char *data, size_t len)
{
	if (r->whole.len + len > EVENT_MAX)
		return error_set(r->error, ERROR_API_ERROR,
		    "%s's answer in one piece is longer than %zu bytes",
		    r->client->endpoint.place, EVENT_MAX);
	buf_add(&r->whole, data, len);
	return 0;
}

static int
tick(const struct client *c, bool all, struct error *e)
{
	return c->on_tick ? c->on_tick(c->tick_ctx, all, e) : 0;
}

static int
on_tick(void *ctx, struct error *e)
{
	return tick(((struct reading *)ctx)->client, true, e);
}

static int
on_body(void *ctx, const struct http_answer *a, const char *data, size_t len,
    struct error *e)
{
	struct reading *r = ctx;
	int status;

	if (r->form == FORM_UNKNOWN)
		guess_form(r, a->type, data, len);
	if (r->form != FORM_STREAM)
		return take_whole(r, data, len);
	status = sse_push(&r->sse, data, len, on_event, r);
	if (status < 0 && e->code == ERROR_NONE)
		return error_set(e, ERROR_API_ERROR,
		    "an event of %s's answer is longer than %zu bytes",
		    r->client->endpoint.place, r->sse.max);
	return status < 0 ? status : tick(r->client, false, e);
}

static int
read_whole(struct reading *r)
{
	cJSON *json;
	int status;

	json = json_parse(buf_str(&r->whole), r->whole.len, r->error);
	if (json == NULL)
		return fail_unreadable(r, buf_str(&r->whole), r->whole.len);
	status = take_json(r, "", json);
	cJSON_Delete(json);
	return status;
}

/* why: what is known of the reason, or "". */
static int
fail_cut(struct reading *r, const char *why)
{
	r->again = true;
	return error_set(r->error, ERROR_NETWORK,
	    "the answer of %s broke off after %zu event%s%s%s",
	    r->client->endpoint.place, r->sse.events,
	    plural((long)r->sse.events), *why ? ": " : "", why);
}

static int
fail_empty(struct reading *r)
{
	return error_set(r->error, ERROR_API_ERROR, "the answer of %s is empty",
	    r->client->endpoint.place);
}

/* The connection is closed: what came must be an answer. */
static int
end_of_answer(struct reading *r, const struct http_answer *a)
{
	if (r->form == FORM_UNKNOWN) /* nothing came at all */
		return says_stream(a->type) ? fail_cut(r, "") : fail_empty(r);
	if (r->form != FORM_STREAM)
		return read_whole(r);
	r->ending = true;
	if (sse_end(&r->sse, on_event, r) < 0)
		return -1;
	return r->turn->ended ? 0 : fail_cut(r, "");
}

/* An answer of nothing is none, unless it says why. */
static int
check_said(struct reading *r)
{
	const struct turn *t = r->turn;

	if (t->said + t->text.len + t->refusal.len + t->n_calls > 0 ||
	    strcmp(t->finish, "length") == 0 ||
	    strcmp(t->finish, "content_filter") == 0)
		return 0;
	return fail_empty(r);
}

static int
fail_refused(struct reading *r, const struct http_answer *a)
{
	const struct endpoint *p = &r->client->endpoint;

	failure_from_answer(a, p->place, &r->again, r->error);
	if ((a->status == 404 || a->status == 405) && p->advice != NULL)
		error_hint(r->error, "%s", p->advice);
	return -1;
}

static int
post(struct reading *r, const char *text, size_t len, struct http_answer *a)
{
	struct client *c = r->client;
	struct http_request q = {.url = c->endpoint.url,
	    .headers = c->endpoint.headers,
	    .cacert = c->cacert,
	    .body = text,
	    .body_len = len,
	    .deadline = c->deadline,
	    .connect = c->connect,
	    .idle = c->idle,
	    .max_body = ANSWER_MAX,
	    .on_body = on_body,
	    .on_tick = on_tick,
	    .ctx = r};

	if (http_post(c->http, &q, a, r->error) == 0)
		return a->status >= 300 ? fail_refused(r, a)
					: end_of_answer(r, a);
	if (r->turn->ended && r->error->code == ERROR_NETWORK) {
		error_release(r->error); /* all of it had come */
		return 0;
	}
	r->again = r->again || a->again;
	if (r->sse.events > 0 && a->broken != NULL)
		return fail_cut(r, a->broken);
	return -1;
}

static int
attempt(struct client *c, const char *text, size_t len, size_t base,
    struct turn *t, struct http_answer *a, bool *again, struct error *e)
{
	struct reading r = {.client = c,
	    .turn = t,
	    .sse = {.max = EVENT_MAX,
		.may_thin = may_thin,
		.thin_above = THIN_ABOVE},
	    .error = e};
	struct error ignored = {0};
	int status = post(&r, text, len, a);

	if (turn_close(t, base, status < 0 ? &ignored : e) < 0)
		status = -1;
	error_release(&ignored);
	if (status == 0)
		status = check_said(&r);
	*again = r.again && !t->started;
	sse_release(&r.sse);
	buf_release(&r.whole);
	return status;
}

static void
start_over(struct turn *t)
{
	struct turn fresh = {.on_text = t->on_text,
	    .ctx = t->ctx,
	    .keep = t->keep,
	    .source = t->source};

	turn_release(t);
	*t = fresh;
}

/* Waits for the rate that all share; the tokens that were counted. */
static int
enter(struct client *c, const cJSON *body, long *tokens, struct error *e)
{
	int status;

	*tokens = 0;
	if (c->limiter.path == NULL)
		return 0;
	if (c->limiter.per_token > 0)
		*tokens = budget_estimate(body);
	status = limiter_enter(&c->limiter, *tokens, c->deadline, e);
	c->retry_at = c->limiter.at;
	return status;
}

/* What the server said of its limits is told to all who share them. */
static void
leave(struct client *c, const struct turn *t, long tokens,
    const struct http_answer *a, double wait, const struct error *e)
{
	long both = json_long(t->usage, "input_tokens", 0) +
		    json_long(t->usage, "output_tokens", 0);

	if (c->limiter.path == NULL)
		return;
	if (t->usage != NULL)
		limiter_correct(&c->limiter,
		    json_long(t->usage, "total_tokens", both) - tokens);
	if (e->code != ERROR_RATE_LIMITED && a->retry_after < 0)
		return;
	if (wait < 0 && c->retry_at > time(NULL))
		wait = (double)(c->retry_at - time(NULL));
	if (wait > 0)
		limiter_hold(&c->limiter, wait);
}

int
client_send(struct client *c, const cJSON *body, size_t base, struct turn *t,
    struct error *e)
{
	char *text = json_text(body);
	size_t len = strlen(text);
	struct retry retry = {.most = c->retries, .deadline = c->deadline};
	struct http_answer a;
	double wait = -1;
	bool again;
	long tokens;
	int status;

	if (c->http == NULL)
		c->http = http_open();
	for (;;) {
		a = (struct http_answer){.retry_after = -1};
		status = enter(c, body, &tokens, e);
		if (status < 0)
			break;
		status = attempt(c, text, len, base, t, &a, &again, e);
		if (status == 0) {
			leave(c, t, tokens, &a, -1, e);
			break;
		}
		wait = retry_wait(&retry, &a, again, e);
		c->retry_at = retry.at;
		leave(c, t, tokens, &a, wait, e);
		c->on_failure(e, t, wait, retry.n);
		if (wait < 0 || !waiting_sleep(wait, "the next try"))
			break;
		http_answer_release(&a);
		error_release(e);
		start_over(t);
	}
	http_answer_release(&a);
	free(text);
	return status;
}
