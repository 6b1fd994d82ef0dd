/* client: one request to the API, with retries */
#include "exchange/client.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "exchange/failure.h"
#include "exchange/sse.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define OPENAI_BASE "https://api.openai.com/v1"
#define ANSWER_MAX  ((size_t)256 << 20) /* bytes of one answer */
#define EVENT_MAX   ((size_t)16 << 20)  /* bytes of one event */

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

/* The environment */

/* A blank variable counts as none. The caller frees. */
static char *
env_trimmed(const char *name)
{
	const char *s = getenv(name);
	size_t len;

	if (s == NULL)
		return NULL;
	while (isspace((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	return len > 0 ? xstrndup(s, len) : NULL;
}

static char *
base_url(void)
{
	char *base = env_trimmed("OPENAI_BASE_URL");
	size_t len;

	if (base == NULL)
		return xstrdup(OPENAI_BASE);
	len = strlen(base);
	while (len > 0 && base[len - 1] == '/')
		base[--len] = '\0';
	return base;
}

static bool
is_openai(const char *base)
{
	return strncmp(base, "https://api.openai.com/", 23) == 0;
}

const struct dialect *
client_default_dialect(void)
{
	char *base = base_url();
	bool openai = is_openai(base);

	free(base);
	return openai ? &dialect_responses : &dialect_chat;
}

/* Adds a header from a variable; -1 when it could smuggle in a second one. */
static int
env_header(
    struct client *c, const char *variable, const char *format, struct error *e)
{
	const char *value = getenv(variable);

	if (value == NULL || *value == '\0')
		return 0;
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7F)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s holds a space, a newline or a control "
			    "character",
			    variable);
	strv_take(&c->headers, xasprintf("%s%s", format, value));
	return 0;
}

static int
check_url(const struct client *c, const char *base, struct error *e)
{
	const char *key = getenv("OPENAI_API_KEY");

	if (c->place == NULL || (strncmp(base, "http://", 7) != 0 &&
				    strncmp(base, "https://", 8) != 0))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "OPENAI_BASE_URL is no http or https address: '%s'", base);
	if (is_openai(base) && (key == NULL || *key == '\0')) {
		error_set(
		    e, ERROR_INVALID_ARGUMENTS, "OPENAI_API_KEY is not set");
		return error_hint(
		    e, "set it, or OPENAI_BASE_URL for another server");
	}
	return 0;
}

int
client_init(struct client *c, const struct dialect *d, struct error *e)
{
	char *base = base_url();
	int status;

	*c = (struct client){
	    .dialect = d, .connect = 10, .idle = 300, .retries = 2};
	c->url = xasprintf("%s%s", base, d->path);
	c->place = http_place(base);
	strv_addl(&c->headers, "Content-Type: application/json",
	    "Accept: application/json", "User-Agent: codex-call/" VERSION,
	    NULL);
	status = check_url(c, base, e);
	if (status == 0 &&
	    (env_header(c, "OPENAI_API_KEY", "Authorization: Bearer ", e) < 0 ||
		env_header(c, "OPENAI_ORG_ID", "OpenAI-Organization: ", e) <
		    0 ||
		env_header(c, "OPENAI_PROJECT_ID", "OpenAI-Project: ", e) < 0))
		status = -1;
	free(base);
	return status;
}

void
client_release(struct client *c)
{
	free(c->url);
	free(c->place);
	strv_release(&c->headers);
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
		    r->sse.events, r->client->place, (int)shown, data);
	error_set(r->error, ERROR_API_ERROR, "%s's answer is no JSON: '%.*s'",
	    r->client->place, (int)shown, data);
	return error_hint(r->error, "does OPENAI_BASE_URL end in /v1?");
}

static int
take_json(struct reading *r, const char *name, const cJSON *data)
{
	const struct dialect *d = r->client->dialect;
	const cJSON *failure = failure_object(name, data);

	if (failure != NULL)
		return failure_from_object(
		    failure, 0, r->client->place, &r->again, r->error);
	if (r->form == FORM_STREAM)
		return d->event(r->turn, data, r->error);
	return d->body(r->turn, data, r->error);
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
	return status;
}

/* By its Content-Type, or else by its first byte. */
static void
guess_form(struct reading *r, const char *type, const char *data, size_t len)
{
	if (type && strncasecmp(type, "text/event-stream", 17) == 0) {
		r->form = FORM_STREAM;
		return;
	}
	for (size_t i = 0; i < len && r->form == FORM_UNKNOWN; i++)
		if (!isspace((unsigned char)data[i]))
			r->form =
			    strchr("{[<", data[i]) ? FORM_WHOLE : FORM_STREAM;
}

static int
on_body(void *ctx, const struct http_answer *a, const char *data, size_t len,
    struct error *e)
{
	struct reading *r = ctx;
	int status;

	if (r->form == FORM_UNKNOWN)
		guess_form(r, a->type, data, len);
	if (r->form != FORM_STREAM) {
		buf_add(&r->whole, data, len);
		return 0;
	}
	status = sse_push(&r->sse, data, len, on_event, r);
	if (status < 0 && e->code == ERROR_NONE)
		return error_set(e, ERROR_API_ERROR,
		    "an event of %s's answer is longer than %zu bytes",
		    r->client->place, r->sse.max);
	return status;
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

static int
fail_cut(struct reading *r)
{
	r->again = true;
	return error_set(r->error, ERROR_NETWORK,
	    "the answer of %s broke off after %zu events", r->client->place,
	    r->sse.events);
}

/* The connection is closed: what came must be an answer. */
static int
end_of_answer(struct reading *r)
{
	if (r->form != FORM_STREAM)
		return read_whole(r);
	r->ending = true;
	if (sse_end(&r->sse, on_event, r) < 0)
		return -1;
	return r->turn->ended ? 0 : fail_cut(r);
}

/* An answer of nothing is none, unless it says why. */
static int
check_said(struct reading *r)
{
	const struct turn *t = r->turn;

	if (t->text.len + t->refusal.len + t->n_calls > 0 ||
	    strcmp(t->finish, "length") == 0 ||
	    strcmp(t->finish, "content_filter") == 0)
		return 0;
	return error_set(r->error, ERROR_API_ERROR, "the answer of %s is empty",
	    r->client->place);
}

static int
post(struct reading *r, const char *text, size_t len, struct http_answer *a)
{
	struct client *c = r->client;
	struct http_request q = {.url = c->url,
	    .headers = c->headers,
	    .body = text,
	    .body_len = len,
	    .deadline = c->deadline,
	    .connect = c->connect,
	    .idle = c->idle,
	    .max_body = ANSWER_MAX,
	    .on_body = on_body,
	    .ctx = r};

	if (http_post(c->http, &q, a, r->error) == 0) {
		if (a->status >= 300)
			return failure_from_answer(
			    a, c->place, &r->again, r->error);
		return end_of_answer(r);
	}
	if (r->turn->ended && r->error->code == ERROR_NETWORK) {
		error_release(r->error); /* all of it had come */
		return 0;
	}
	r->again = r->again || a->again;
	return -1;
}

static int
attempt(struct client *c, const char *text, size_t len, size_t base,
    struct turn *t, struct http_answer *a, bool *again, struct error *e)
{
	struct reading r = {
	    .client = c, .turn = t, .sse = {.max = EVENT_MAX}, .error = e};
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

/* Half a second, doubled each time up to 8 s; up to a quarter less. */
static double
backoff(long retry)
{
	double seconds = 0.5 * (double)(1L << (retry < 4 ? retry : 4));
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return seconds * (1 - 0.25 * (double)random / 4294967296.0);
}

/* How long to wait before the next attempt; negative: give up. */
static double
wait_before(const struct client *c, const struct http_answer *a, long retry,
    struct error *e)
{
	double wait = a->retry_after >= 0 ? a->retry_after : backoff(retry);

	if (c->deadline <= 0 || clock_now() + wait < c->deadline)
		return wait;
	if (a->retry_after >= 0)
		error_hint(e,
		    "it asks to wait %g s, which --timeout does not "
		    "leave",
		    a->retry_after);
	return -1;
}

static void
start_over(struct turn *t)
{
	struct turn fresh = {.on_text = t->on_text, .ctx = t->ctx};

	turn_release(t);
	*t = fresh;
}

int
client_send(struct client *c, const cJSON *body, size_t base, struct turn *t,
    struct error *e)
{
	char *text = json_text(body);
	size_t len = strlen(text);
	struct http_answer a;
	double wait;
	bool again;
	int status;

	if (c->http == NULL)
		c->http = http_open();
	for (long retry = 0;; retry++) {
		status = attempt(c, text, len, base, t, &a, &again, e);
		if (status == 0)
			break;
		wait = again && retry < c->retries
			   ? wait_before(c, &a, retry, e)
			   : -1;
		c->on_failure(e, t, wait, retry + 1);
		if (wait < 0 || !interrupt_sleep(wait))
			break;
		http_answer_release(&a);
		error_release(e);
		start_over(t);
	}
	http_answer_release(&a);
	free(text);
	return status;
}
