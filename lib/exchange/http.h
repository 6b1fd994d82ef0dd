#ifndef EXCHANGE_HTTP_H
#define EXCHANGE_HTTP_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * POST over HTTP by libcurl. Redirects are not followed: what is sent is
 * for one host. Proxies are those of the environment (https_proxy,
 * NO_PROXY ...); exchange/peer.h says which certificates are trusted.
 */
struct http; /* the connection, which is kept from one request to the next */

struct http_answer {
	long status;
	char *type;         /* Content-Type, or NULL */
	char *request_id;   /* x-request-id, or NULL */
	char *location;     /* where a redirect leads, or NULL */
	double retry_after; /* seconds; negative: not said */
	int should_retry;   /* 1, 0, or -1: not said */
	struct buf refusal; /* the beginning of a body of status >= 300 */
	bool again;         /* http_post failed, but may succeed later */
	char *broken;       /* why a body that had begun broke off, or NULL */
	bool silent;        /* because the server was idle too long */
};

struct http_request {
	const char *url;
	struct strv headers; /* "Name: value" */
	const char *cacert;  /* as peer_trust has it; may be NULL */
	const char *body;
	size_t body_len;
	double deadline; /* on clock_now's clock; 0: none */
	double connect;  /* seconds to get a connection; 0: no limit */
	double idle;     /* seconds without a byte; 0: no limit */
	size_t max_body; /* bytes of an answer */
	/* Gets the body of a status below 300; -1 ends the request. */
	int (*on_body)(void *ctx, const struct http_answer *a, const char *data,
	    size_t len, struct error *e);
	/* Called at least once a second; -1 ends the request. */
	int (*on_tick)(void *ctx, struct error *e);
	void *ctx;
};

struct http *http_open(void);
void http_close(struct http *h);

/*
 * 0 when an answer of any status arrived whole. -1 with network, timeout (a
 * connection's), budget_exceeded (the deadline), too_large, killed (a
 * signal of system/interrupt), or what on_body said.
 */
int http_post(struct http *h, const struct http_request *r,
    struct http_answer *a, struct error *e);
void http_answer_release(struct http_answer *a);

/* "host:port" of a URL, for messages; the caller frees. NULL: it is none. */
char *http_place(const char *url);

#endif
