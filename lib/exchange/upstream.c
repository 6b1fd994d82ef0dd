/* upstream: a request passed on to a real server, its answer as it comes */
#include "exchange/upstream.h"
#include "base/alloc.h"
#include "exchange/http.h"
#include "exchange/peer.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_SECONDS 30L
#define IDLE_SECONDS    600L /* as long as the official clients wait */
#define TICK_MS         100  /* how soon a stop is seen */

struct upstream_state {
	CURLM *multi;
	CURL *easy;
	struct curl_slist *headers;
	bool headers_done;
	CURLcode result;
};

static size_t
take_header(char *data, size_t size, size_t n, void *self)
{
	struct upstream *u = self;
	size_t len = size * n;

	while (len > 0 && (data[len - 1] == '\n' || data[len - 1] == '\r'))
		len--;
	if (len == 0) {
		/* 100 Continue and the like have headers of their own */
		curl_easy_getinfo(
		    u->state->easy, CURLINFO_RESPONSE_CODE, &u->status);
		u->state->headers_done = u->status >= 200;
	} else if (memchr(data, ':', len) != NULL) {
		strv_take(&u->headers, xstrndup(data, len));
	} else {
		strv_release(&u->headers);
	}
	return size * n;
}

static size_t
take_body(char *data, size_t size, size_t n, void *self)
{
	struct upstream *u = self;

	buf_add(&u->body, data, size * n);
	return size * n;
}

static void
set_options(struct upstream *u, const char *method, const char *url,
    const struct buf *body)
{
	CURL *c = u->state->easy;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, IDLE_SECONDS);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, u->state->headers);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, u);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, u);
	peer_trust(c, u->cacert);
	if (body->len > 0) {
		curl_easy_setopt(
		    c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
		curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, body->data);
	}
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
}

static void
note_end(struct upstream *u)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(u->state->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		u->state->result = m->data.result;
		u->ended = true;
		u->broken = m->data.result != CURLE_OK;
	}
}

long long
upstream_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Lets the transfer go on for a moment. */
static void
go_on(struct upstream *u)
{
	long long deadline = atomic_load(u->deadline);
	int running;

	curl_multi_perform(u->state->multi, &running);
	note_end(u);
	if (u->ended)
		return;
	if (deadline != 0 && upstream_clock() >= deadline) {
		u->state->result = CURLE_ABORTED_BY_CALLBACK;
		u->ended = u->broken = true;
		return;
	}
	curl_multi_poll(u->state->multi, NULL, 0, TICK_MS, NULL);
}

int
upstream_start(struct upstream *u, const char *method, const char *url,
    const struct strv *headers, const struct buf *body, struct error *e)
{
	struct upstream_state *s = xcalloc(1, sizeof(*s));
	char *place;

	u->state = s;
	s->multi = curl_multi_init();
	s->easy = curl_easy_init();
	if (s->multi == NULL || s->easy == NULL)
		return error_set(e, ERROR_INTERNAL, "cannot use libcurl");
	for (size_t i = 0; i < headers->n; i++)
		s->headers = curl_slist_append(s->headers, headers->v[i]);
	/* a client that wanted to be asked first has been asked by us */
	s->headers = curl_slist_append(s->headers, "Expect:");
	set_options(u, method, url, body);
	curl_multi_add_handle(s->multi, s->easy);
	while (!u->ended && !s->headers_done)
		go_on(u);
	if (s->headers_done)
		return 0;
	place = http_place(url);
	error_set(e, ERROR_NETWORK, "no answer from %s: %s",
	    place ? place : "the server", curl_easy_strerror(s->result));
	peer_advise(s->easy, s->result, e);
	free(place);
	return -1;
}

void
upstream_wait(struct upstream *u, size_t len)
{
	while (!u->ended && u->body.len <= len)
		go_on(u);
}

void
upstream_release(struct upstream *u)
{
	struct upstream_state *s = u->state;

	if (s != NULL) {
		if (s->multi != NULL && s->easy != NULL)
			curl_multi_remove_handle(s->multi, s->easy);
		curl_easy_cleanup(s->easy);
		curl_multi_cleanup(s->multi);
		curl_slist_free_all(s->headers);
		free(s);
	}
	strv_release(&u->headers);
	buf_release(&u->body);
	u->state = NULL;
}
