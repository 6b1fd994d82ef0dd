/* recorder: passes requests on to the real API and writes exchanges down */
#include "exchange/recorder.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "exchange/recording.h"
#include "exchange/upstream.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DEFAULT_BASE "https://api.openai.com/v1"
#define OUR_BASE     "/v1" /* what paths begin with here */

/* One request on its way, until its exchange is written. */
struct passing {
	struct recorder *recorder;
	struct server_request request; /* a copy: the original ends earlier */
	struct upstream upstream;
	size_t given; /* bytes of the body that the client has */
};

int
recorder_open(struct recorder *r, const char *path, struct error *e)
{
	const char *base = getenv("OPENAI_BASE_URL");

	curl_global_init(CURL_GLOBAL_DEFAULT);
	r->path = path;
	r->base = base && *base ? base : DEFAULT_BASE;
	r->key = getenv("OPENAI_API_KEY");
	if (r->key != NULL && *r->key == '\0')
		r->key = NULL;
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
	int failed = recording_line(&line, &p->request, &p->upstream, &e);

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

/* What concerns this connection only, or the key, is not passed on. */
static bool
is_passed(const char *header, bool with_key)
{
	static const char *const ours[] = {"accept-encoding:", "connection:",
	    "content-length:", "expect:", "host:", "keep-alive:",
	    "proxy-authorization:", "te:", "transfer-encoding:", "upgrade:"};

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (strncasecmp(header, ours[i], strlen(ours[i])) == 0)
			return false;
	return !with_key || strncasecmp(header, "authorization:", 14) != 0;
}

static void
headers_for(
    struct strv *out, const struct recorder *r, const struct server_request *rq)
{
	for (size_t i = 0; i < rq->headers.n; i++)
		if (is_passed(rq->headers.v[i], r->key != NULL))
			strv_add(out, rq->headers.v[i]);
	if (r->key != NULL)
		strv_addf(out, "Authorization: Bearer %s", r->key);
}

/* The same path below the real base; the caller frees. */
static char *
url_for(const struct recorder *r, const struct server_request *rq)
{
	size_t len = strlen(r->base);

	while (len > 0 && r->base[len - 1] == '/')
		len--;
	return xasprintf("%.*s%s%s%s", (int)len, r->base,
	    rq->path + strlen(OUR_BASE), rq->query ? "?" : "",
	    rq->query ? rq->query : "");
}

static struct passing *
passing_new(struct recorder *r, const struct server_request *rq)
{
	struct passing *p = xcalloc(1, sizeof(*p));

	p->recorder = r;
	p->upstream.deadline = &r->deadline;
	p->request.method = xstrdup(rq->method);
	p->request.path = xstrdup(rq->path);
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
	if (n == 0)
		return p->upstream.broken ? -1 : 0;
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

void
recorder_answer(void *self, const struct server_request *rq, struct answer *out)
{
	struct recorder *r = self;
	struct passing *p;
	struct error e = {0};
	struct strv headers = {0};
	char *url;

	if (strncmp(rq->path, OUR_BASE "/", strlen(OUR_BASE) + 1) != 0) {
		answer_error(out, 404, "invalid_request_error", "unknown_url",
		    "unknown request URL: %s %s", rq->method, rq->path);
		return;
	}
	p = passing_new(r, rq);
	url = url_for(r, rq);
	headers_for(&headers, r, rq);
	if (upstream_start(
		&p->upstream, rq->method, url, &headers, &rq->body, &e) == 0) {
		out->status = (int)p->upstream.status;
		pass_headers(out, &p->upstream.headers);
		answer_source(out, p, pull, end);
	} else {
		/* hung up, as the real one did; there is nothing to record */
		tool_warn("%s", e.message);
		passing_free(p);
	}
	error_release(&e);
	strv_release(&headers);
	free(url);
}
