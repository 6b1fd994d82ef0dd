/* recording: an exchange with a real API as a line of a cassette */
#include "exchange/recording.h"
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/reduce.h"
#include "exchange/sse.h"
#include "record/redact.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a client may act upon; anything else may name the account. */
static const char *const kept_headers[] = {
    "cache-control",
    "content-type",
    "openai-processing-ms",
    "openai-version",
    "retry-after",
    "retry-after-ms",
    "x-request-id",
    "x-should-retry",
};

static bool
is_kept(const char *header, size_t len)
{
	if (len > 12 && strncasecmp(header, "x-ratelimit-", 12) == 0)
		return true;
	for (size_t i = 0; i < sizeof(kept_headers) / sizeof(*kept_headers);
	     i++)
		if (strlen(kept_headers[i]) == len &&
		    strncasecmp(header, kept_headers[i], len) == 0)
			return true;
	return false;
}

static cJSON *
headers_of(const struct upstream *u)
{
	cJSON *out = cJSON_CreateObject();
	char *name;

	for (size_t i = 0; i < u->headers.n; i++) {
		const char *h = u->headers.v[i];
		size_t len = strcspn(h, ":");

		if (!is_kept(h, len))
			continue;
		name = xstrndup(h, len);
		for (char *c = name; *c != '\0'; c++)
			*c |= *c >= 'A' && *c <= 'Z' ? 0x20 : 0;
		h += len + 1;
		cJSON_AddItemToObject(
		    out, name, cJSON_CreateString(h + strspn(h, " \t")));
		free(name);
	}
	return out;
}

/* JSON with its secrets redacted, or the redacted text when it is none. */
static cJSON *
value_of(const char *text, size_t len)
{
	cJSON *json = json_parse(text, len, NULL);
	cJSON *out = json ? reduce_secrets(json) : NULL;
	struct buf safe = {0};

	cJSON_Delete(json);
	if (cJSON_IsObject(out) || cJSON_IsArray(out))
		return out;
	cJSON_Delete(out);
	redact(&safe, text, len);
	out = json_new_string(buf_str(&safe), safe.len);
	buf_release(&safe);
	return out;
}

/* The strings that a stream carries in pieces, wherever they are. */
static const char *const pieces[] = {"arguments", "content", "delta", "input",
    "reasoning", "reasoning_content", "refusal", "summary", "text"};

#define N_PIECES (sizeof(pieces) / sizeof(*pieces))

struct events {
	cJSON *list;
	struct buf said[N_PIECES]; /* all of each in a row */
};

static void
add_said(struct buf said[N_PIECES], const cJSON *v)
{
	const cJSON *child;

	for (size_t i = 0; i < N_PIECES; i++)
		if (json_string(v, pieces[i]) != NULL)
			buf_adds(&said[i], json_string(v, pieces[i]));
	cJSON_ArrayForEach(child, v)
		add_said(said, child);
}

static int
add_event(void *self, const char *name, const char *data, size_t len)
{
	struct events *events = self;
	cJSON *event = cJSON_CreateObject();
	cJSON *value = json_parse(data, len, NULL);

	add_said(events->said, value);
	cJSON_Delete(value);
	value = value_of(data, len);
	/* padding against eavesdroppers, random each time */
	cJSON_DeleteItemFromObjectCaseSensitive(value, "obfuscation");
	if (*name != '\0')
		cJSON_AddStringToObject(event, "event", name);
	cJSON_AddItemToObject(event, "data", value);
	cJSON_AddItemToArray(events->list, event);
	return 0;
}

static bool
holds_secret(const struct buf *text)
{
	struct buf safe = {0};
	bool differs;

	redact(&safe, buf_str(text), text->len);
	differs = safe.len != text->len ||
		  memcmp(buf_str(&safe), buf_str(text), text->len) != 0;
	buf_release(&safe);
	return differs;
}

static int
add_events(cJSON *response, const struct buf *body, struct error *e)
{
	struct events events = {.list = cJSON_CreateArray()};
	struct sse sse = {.max = body->len + 1};
	int r = 0;

	sse_push(&sse, buf_str(body), body->len, add_event, &events);
	sse_end(&sse, add_event, &events);
	sse_release(&sse);
	cJSON_AddItemToObject(response, "events", events.list);
	for (size_t i = 0; i < N_PIECES; i++) {
		if (r == 0 && holds_secret(&events.said[i]))
			r = error_set(e, ERROR_POLICY_DENIED,
			    "the answer streams what looks like a secret; the "
			    "exchange is left out of the cassette");
		buf_release(&events.said[i]);
	}
	return r;
}

static bool
is_stream(const cJSON *headers)
{
	const char *type = json_string(headers, "content-type");

	return type != NULL && strncmp(type, "text/event-stream", 17) == 0;
}

static cJSON *
request_of(const struct server_request *rq)
{
	cJSON *request = cJSON_CreateObject();
	cJSON *body = json_parse(buf_str(&rq->body), rq->body.len, NULL);

	cJSON_AddStringToObject(request, "method", rq->method);
	cJSON_AddStringToObject(request, "path", rq->path);
	if (body != NULL)
		cJSON_AddItemToObject(request, "body", reduce_request(body));
	cJSON_Delete(body);
	return request;
}

int
recording_line(struct buf *out, const struct server_request *rq,
    const struct upstream *u, struct error *e)
{
	cJSON *line = cJSON_CreateObject();
	cJSON *response, *headers = headers_of(u);
	int r = 0;

	cJSON_AddItemToObject(line, "request", request_of(rq));
	response = cJSON_AddObjectToObject(line, "response");
	json_add_long(response, "status", u->status);
	cJSON_AddItemToObject(response, "headers", headers);
	if (is_stream(headers))
		r = add_events(response, &u->body, e);
	else if (u->body.len > 0)
		cJSON_AddItemToObject(
		    response, "body", value_of(buf_str(&u->body), u->body.len));
	if (u->broken)
		cJSON_AddTrueToObject(response, "broken");
	if (r == 0) {
		json_print(out, line);
		buf_addc(out, '\n');
	}
	cJSON_Delete(line);
	return r;
}
