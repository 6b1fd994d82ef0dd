/* http: POST over HTTP by libcurl, with limits and without redirects */
#include "exchange/http.h"
#include "base/alloc.h"
#include "base/num.h"
#include "exchange/peer.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include "system/waiting.h"
#include <curl/curl.h>
#include <float.h>
#include <limits.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define HEADERS_MAX (300 * 1024) /* bytes, in libcurl */
#define REFUSAL_MAX 65536        /* bytes of an error's body that are kept */

struct http {
	CURLM *multi;
	CURL *easy;
};

/* One request under way. */
struct transfer {
	struct http *http;
	const struct http_request *request;
	struct http_answer *answer;
	struct error *error;
	size_t received;
	curl_off_t moved; /* bytes, either way */
	double last;      /* when they moved */
	const char *stage;
	bool stopped; /* by on_body, on_tick or the limit: error is filled */
	char message[CURL_ERROR_SIZE];
};

struct http *
http_open(void)
{
	struct http *h = xcalloc(1, sizeof(*h));

	signal(SIGPIPE, SIG_IGN); /* a write fails instead */
	curl_global_init(CURL_GLOBAL_DEFAULT);
	h->multi = curl_multi_init();
	h->easy = curl_easy_init();
	if (h->multi == NULL || h->easy == NULL)
		alloc_failed();
	return h;
}

void
http_close(struct http *h)
{
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

void
http_answer_release(struct http_answer *a)
{
	free(a->type);
	free(a->request_id);
	free(a->location);
	free(a->broken);
	buf_release(&a->refusal);
	*a = (struct http_answer){0};
}

char *
http_place(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL, *port = NULL, *place = NULL;

	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		curl_url_get(u, CURLUPART_PORT, &port, 0);
		place = port ? xasprintf("%s:%s", host, port) : xstrdup(host);
	}
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
	return place;
}

static const char *
header(CURL *easy, const char *name)
{
	struct curl_header *h;

	/* -1: of the last answer, not of a proxy's CONNECT */
	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
		return NULL;
	return h->value;
}

static double
retry_after(CURL *easy)
{
	const char *ms = header(easy, "retry-after-ms");
	const char *after = header(easy, "retry-after"), *date;
	double seconds;
	time_t when, now;

	if (ms != NULL && parse_double(ms, 0, DBL_MAX, &seconds))
		return seconds / 1000;
	if (after == NULL)
		return -1;
	if (parse_double(after, 0, DBL_MAX, &seconds))
		return seconds;
	when = curl_getdate(after, NULL);
	if (when < 0)
		return -1;
	/* by the server's own clock, where it tells that */
	date = header(easy, "date");
	now = date ? curl_getdate(date, NULL) : -1;
	if (now < 0)
		now = time(NULL);
	return when > now ? (double)(when - now) : 0;
}

static char *
copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static void
read_head(CURL *easy, struct http_answer *a)
{
	const char *should = header(easy, "x-should-retry");
	char *location = NULL;

	if (a->status != 0)
		return;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &a->status);
	a->type = copy(header(easy, "content-type"));
	a->request_id = copy(header(easy, "x-request-id"));
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &location);
	a->location = copy(location);
	a->retry_after = retry_after(easy);
	a->should_retry = should == NULL ? -1 : strcmp(should, "true") == 0;
}

/* None was asked for, so that what comes is no bigger than it looks. */
static int
check_encoding(struct transfer *t)
{
	const char *encoding = header(t->http->easy, "content-encoding");

	if (encoding == NULL || *encoding == '\0' ||
	    strcasecmp(encoding, "identity") == 0)
		return 0;
	error_set(t->error, ERROR_API_ERROR,
	    "the answer is encoded (%.40s), which was not asked for", encoding);
	return error_hint(
	    t->error, "is there a proxy on the way that compresses?");
}

static int
take(struct transfer *t, const char *data, size_t len)
{
	struct http_answer *a = t->answer;
	size_t room;

	read_head(t->http->easy, a);
	if (t->received == 0 && check_encoding(t) < 0)
		return -1;
	if (a->status >= 300) {
		room = REFUSAL_MAX - a->refusal.len;
		buf_add(&a->refusal, data, len < room ? len : room);
		return 0;
	}
	t->received += len;
	if (t->received > t->request->max_body)
		return error_set(t->error, ERROR_API_ERROR,
		    "the answer is longer than %zu bytes",
		    t->request->max_body);
	return t->request->on_body(t->request->ctx, a, data, len, t->error);
}

static size_t
on_data(char *data, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	if (take(t, data, size * n) == 0)
		return size * n;
	t->stopped = true;
	return 0;
}

static void
set_limits(CURL *easy, const struct http_request *r)
{
	double left;

	/* 0 would be curl's own limit */
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
	    r->connect > 0 ? (long)(r->connect * 1000) + 1 : LONG_MAX / 1000);
	if (r->deadline > 0) {
		left = r->deadline - clock_now();
		curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
		    left > 0.001 ? (long)(left * 1000) : 1L);
	}
}

static void
set_options(struct transfer *t, struct curl_slist *headers)
{
	CURL *easy = t->http->easy;
	const struct http_request *r = t->request;

	curl_easy_reset(easy);
	curl_easy_setopt(easy, CURLOPT_URL, r->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	/* SIGPIPE is ignored as it is: libcurl need not at each turn */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(
	    easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(
	    easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, r->body);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->message);
	/* a name server that is silent does not keep us from ending */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	peer_trust(easy, r->cacert);
	set_limits(easy, r);
}

static struct curl_slist *
make_headers(const struct strv *headers)
{
	/* no Expect: a pause of a second with servers that ignore it */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; i < headers->n; i++)
		list = curl_slist_append(list, headers->v[i]);
	return list;
}

/*
 * Looks whether anything has moved. Until there is a connection, its own
 * limit counts; a body that is still being sent is no silence.
 */
static void
look(struct transfer *t)
{
	CURL *easy = t->http->easy;
	curl_off_t connected = 0, sent = 0, got = 0;
	long head = 0;

	curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &got);
	curl_easy_getinfo(easy, CURLINFO_HEADER_SIZE, &head);
	t->stage = connected == 0 ? "a connection to"
		   : head == 0    ? "the answer of"
				  : "more of the answer of";
	if (connected == 0 || sent + got + head != t->moved) {
		t->moved = sent + got + head;
		t->last = clock_now();
	}
}

static void
show_waiting(const struct transfer *t, double since)
{
	char *place;

	if (!waiting_due(since))
		return;
	place = http_place(t->request->url);
	waiting_show(since, 0, "%s %s", t->stage, place ? place : "the server");
	free(place);
}

/* Waits for the transfer's end or a signal; false for the latter. */
static bool
serve(struct transfer *t, CURLcode *code)
{
	CURLM *multi = t->http->multi;
	struct curl_waitfd signal_fd = {
	    .fd = interrupt_fd(), .events = CURL_WAIT_POLLIN};
	unsigned n_fds = signal_fd.fd >= 0;
	double start = clock_now(), wait;
	struct CURLMsg *m;
	int running, left;

	while (interrupt_number() == 0) {
		curl_multi_perform(multi, &running);
		if (!t->stopped &&
		    t->request->on_tick(t->request->ctx, t->error) < 0) {
			t->stopped = true;
			return true;
		}
		m = curl_multi_info_read(multi, &left);
		if (m != NULL && m->msg == CURLMSG_DONE) {
			*code = m->data.result;
			return true;
		}
		look(t);
		show_waiting(t, t->moved > 0 ? t->last : start);
		wait = t->request->idle > 0
			   ? t->last + t->request->idle - clock_now()
			   : 1;
		if (wait <= 0) {
			*code = CURLE_OPERATION_TIMEDOUT;
			return true;
		}
		curl_multi_poll(multi, &signal_fd, n_fds,
		    wait < 1 ? (int)(wait * 1000) + 1 : 1000, NULL);
	}
	return false;
}

static bool
may_help_again(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

/*
 * Whether the name does not exist, rather than that nobody could be asked:
 * libcurl does not tell. A failure that took its time was none of a name.
 */
static bool
no_such_host(CURL *easy, const char *url)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	CURLU *u = curl_url();
	curl_off_t took = 0;
	char *host = NULL;
	int code = 0;

	curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &took);
	if (took < 1000000 &&
	    curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		code = getaddrinfo(host, NULL, &hints, &found);
	if (code == 0 && found != NULL)
		freeaddrinfo(found);
	curl_free(host);
	curl_url_cleanup(u);
	return code == EAI_NONAME;
}

static int
fail_timeout(struct transfer *t, const char *place)
{
	const struct http_request *r = t->request;
	curl_off_t connected = 0;

	if (r->deadline > 0 && clock_now() >= r->deadline - 0.01) {
		t->answer->again = false;
		error_set(t->error, ERROR_BUDGET_EXCEEDED,
		    "the time was up before %s had answered", place);
		return error_hint(t->error,
		    "allow more with --timeout; codex-call -c goes on from "
		    "here");
	}
	curl_easy_getinfo(
	    t->http->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (connected == 0)
		return error_set(t->error, ERROR_TIMEOUT,
		    "no connection to %s within %g s", place, r->connect);
	t->answer->silent = true;
	return error_set(
	    t->error, ERROR_TIMEOUT, "%s was silent for %g s", place, r->idle);
}

/*
 * libcurl gives up on a flood of headers, and calls it a failure to receive;
 * one that is too long it calls a lack of memory.
 */
static int
fail_headers(struct transfer *t, CURLcode code, const char *place)
{
	long size = 0;

	curl_easy_getinfo(t->http->easy, CURLINFO_HEADER_SIZE, &size);
	if (size >= HEADERS_MAX)
		return error_set(t->error, ERROR_API_ERROR,
		    "the headers of %s's answer are longer than %d bytes",
		    place, HEADERS_MAX);
	if (code == CURLE_OUT_OF_MEMORY)
		return error_set(t->error, ERROR_API_ERROR,
		    "a header of %s's answer is too long", place);
	return 0;
}

static int
fail(struct transfer *t, CURLcode code, const char *place)
{
	const char *why = t->message[0] ? t->message : curl_easy_strerror(code);
	CURL *easy = t->http->easy;

	if (fail_headers(t, code, place) < 0)
		return -1;
	t->answer->again = may_help_again(code) && !peer_barred(easy);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return fail_timeout(t, place);
	if (t->received > 0)
		t->answer->broken = xstrdup(why);
	error_set(t->error, ERROR_NETWORK, "no answer from %s: %s", place, why);
	peer_advise(easy, code, t->error);
	if (code == CURLE_COULDNT_RESOLVE_HOST)
		t->answer->again = !no_such_host(easy, t->request->url);
	return -1;
}

static int
finish(struct transfer *t, bool done, CURLcode code)
{
	char *place = http_place(t->request->url);
	int status = 0;

	if (!done) {
		error_set(t->error, ERROR_KILLED, "interrupted by signal %d",
		    interrupt_number());
		t->error->signal = interrupt_number();
		status = -1;
	} else if (t->stopped) {
		status = -1;
	} else if (code != CURLE_OK) {
		status = fail(t, code, place ? place : "the server");
	}
	free(place);
	return status;
}

int
http_post(struct http *h, const struct http_request *r, struct http_answer *a,
    struct error *e)
{
	struct transfer t = {.http = h, .request = r, .answer = a, .error = e};
	struct curl_slist *headers = make_headers(&r->headers);
	CURLcode code = CURLE_OK;
	bool done;
	int status;

	*a = (struct http_answer){.retry_after = -1, .should_retry = -1};
	set_options(&t, headers);
	curl_multi_add_handle(h->multi, h->easy);
	done = serve(&t, &code);
	waiting_clear();
	if (done && code == CURLE_OK)
		read_head(h->easy, a);
	status = finish(&t, done, code);
	curl_multi_remove_handle(h->multi, h->easy);
	curl_slist_free_all(headers);
	return status;
}
