/* recorder: passes requests on to the real API and writes exchanges down */
#include "exchange/recorder.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "exchange/endpoint.h"
#include "exchange/recording.h"
#include "exchange/route.h"
#include "exchange/upstream.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define OUR_BASE "/v1" /* what paths begin with here */

/* One request on its way, until its exchange is written. */
struct passing {
	struct recorder *recorder;
	struct server_request request; /* a copy: the original ends earlier */
	struct upstream upstream;
	size_t given; /* bytes of the body that the client has */
	bool written;
};

int
recorder_open(struct recorder *r, const char *path, struct error *e)
{
	struct endpoint to;
	int status = endpoint_forward(&to, "/models", NULL, NULL, e);

	endpoint_release(&to);
	if (status < 0)
		return -1;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	r->path = path;
	r->fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (r->fd == -1 && errno == EEXIST)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the cassette '%s' exists; remove it to record anew", path);
	if (r->fd == -1)
		return error_errno(e, "cannot write the cassette '%s'", path);
	return 0;
}

void
recorder_hurry(struct recorder *r, long ms)
{
	atomic_store(&r->deadline, upstream_clock() + ms);
}

int
recorder_close(struct recorder *r)
{
	return close(r->fd) == -1 || atomic_load(&r->failed) ? -1 : 0;
}

static void
write_down(struct passing *p)
{
	struct recorder *r = p->recorder;
	struct error e = {0};
	struct buf line = {0};
	int failed;

	if (p->written)
		return;
	p->written = true;
	failed = recording_line(&line, &p->request, &p->upstream, &e);
	pthread_mutex_lock(&r->lock);
	if (failed == 0 && write_all(r->fd, line.data, line.len) == -1)
		failed =
		    error_errno(&e, "cannot write the cassette '%s'", r->path);
	pthread_mutex_unlock(&r->lock);
	if (failed != 0) {
		tool_warn("%s", e.message);
		atomic_store(&r->failed, true);
	}
	error_release(&e);
	buf_release(&line);
}

static bool
is_named(const char *header, const char *name)
{
	size_t len = strlen(name);

	return strncasecmp(header, name, len) == 0 && header[len] == ':';
}

static bool
is_any_of(const char *header, const char *const names[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_named(header, names[i]))
			return true;
	return false;
}

static bool
is_key(const char *header)
{
	static const char *const keys[] = {"authorization", "api-key"};

	return is_any_of(header, keys, 2);
}

/* What concerns this connection only is not passed on. */
static bool
is_passed(const char *header)
{
	static const char *const ours[] = {"accept-encoding", "connection",
	    "content-length", "expect", "host", "keep-alive",
	    "proxy-authorization", "te", "transfer-encoding", "upgrade"};

	return !is_any_of(header, ours, sizeof(ours) / sizeof(*ours));
}

static bool
has_header(const struct server_request *rq, const char *header)
{
	char *name = xstrndup(header, strcspn(header, ":;"));
	bool has = server_header(rq, name) != NULL;

	free(name);
	return has;
}

/* The client's, but for its key where we have one; then those it lacks. */
static void
headers_for(
    struct strv *out, const struct strv *ours, const struct server_request *rq)
{
	bool key = false;

	for (size_t i = 0; i < ours->n; i++)
		key = key || is_key(ours->v[i]);
	for (size_t i = 0; i < rq->headers.n; i++)
		if (is_passed(rq->headers.v[i]) &&
		    !(key && is_key(rq->headers.v[i])))
			strv_add(out, rq->headers.v[i]);
	for (size_t i = 0; i < ours->n; i++)
		if (is_key(ours->v[i]) || !has_header(rq, ours->v[i]))
			strv_add(out, ours->v[i]);
}

static struct passing *
passing_new(
    struct recorder *r, const struct server_request *rq, const char *path)
{
	struct passing *p = xcalloc(1, sizeof(*p));

	p->recorder = r;
	p->upstream.deadline = &r->deadline;
	p->upstream.cacert = r->cacert;
	p->request.method = xstrdup(rq->method);
	p->request.path = xstrdup(path);
	buf_add(&p->request.body, buf_str(&rq->body), rq->body.len);
	return p;
}

static void
passing_free(struct passing *p)
{
	free(p->request.method);
	free(p->request.path);
	buf_release(&p->request.body);
	upstream_release(&p->upstream);
	free(p);
}

static ssize_t
pull(void *self, char *to, size_t max)
{
	struct passing *p = self;
	size_t n;

	upstream_wait(&p->upstream, p->given);
	n = p->upstream.body.len - p->given;
	if (n == 0) {
		/* before the client sees the end: what it asks next comes
		 * behind this in the cassette */
		write_down(p);
		return p->upstream.broken ? -1 : 0;
	}
	n = n < max ? n : max;
	memcpy(to, p->upstream.body.data + p->given, n);
	p->given += n;
	return (ssize_t)n;
}

/* A client that has heard enough does not cut the recording short. */
static void
end(void *self)
{
	struct passing *p = self;

	upstream_wait(&p->upstream, SIZE_MAX);
	write_down(p);
	passing_free(p);
}

static void
pass_headers(struct answer *out, const struct strv *headers)
{
	static const char *const framing[] = {"connection", "content-length",
	    "date", "keep-alive", "transfer-encoding"};

	for (size_t i = 0; i < headers->n; i++) {
		const char *h = headers->v[i];
		size_t len = strcspn(h, ":"), k = 0;
		char *name = xstrndup(h, len);

		while (k < 5 && strcasecmp(name, framing[k]) != 0)
			k++;
		h += len + 1;
		if (k == 5)
			answer_header(out, name, h + strspn(h, " \t"));
		free(name);
	}
}

/* The endpoint for a request: its deployment or model is part of some. */
static int
find_endpoint(struct endpoint *to, const struct server_request *rq,
    const char *path, const char *deployment, struct error *e)
{
	cJSON *body = json_parse(buf_str(&rq->body), rq->body.len, NULL);
	const char *model = deployment;
	int status;

	if (model == NULL)
		model = json_string(body, "model");
	status =
	    endpoint_forward(to, path + strlen(OUR_BASE), rq->query, model, e);
	cJSON_Delete(body);
	return status;
}

static void
pass(struct recorder *r, const struct server_request *rq, const char *path,
    const struct endpoint *to, struct answer *out)
{
	struct passing *p = passing_new(r, rq, path);
	struct error e = {0};
	struct strv headers = {0};

	headers_for(&headers, &to->headers, rq);
	if (upstream_start(&p->upstream, rq->method, to->url, &headers,
		&rq->body, &e) == 0) {
		out->status = (int)p->upstream.status;
		pass_headers(out, &p->upstream.headers);
		answer_source(out, p, pull, end);
	} else {
		/* hung up, as the real one did; there is nothing to record */
		tool_warn("%s%s%s", e.message, e.hint ? "; " : "",
		    e.hint ? e.hint : "");
		passing_free(p);
	}
	error_release(&e);
	strv_release(&headers);
}

void
recorder_answer(void *self, const struct server_request *rq, struct answer *out)
{
	struct endpoint to = {0};
	struct error e = {0};
	char *deployment, *path = route_path(rq->path, &deployment);

	if (strncmp(path, OUR_BASE "/", strlen(OUR_BASE) + 1) != 0)
		answer_error(out, 404, "invalid_request_error", "unknown_url",
		    "unknown request URL: %s %s", rq->method, rq->path);
	else if (find_endpoint(&to, rq, path, deployment, &e) == 0)
		pass(self, rq, path, &to, out);
	else
		tool_warn("%s", e.message);
	endpoint_release(&to);
	error_release(&e);
	free(deployment);
	free(path);
}
