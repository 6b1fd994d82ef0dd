#ifndef EXCHANGE_UPSTREAM_H
#define EXCHANGE_UPSTREAM_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * A request of any kind passed on to a real server (libcurl), whose answer
 * is taken as it comes. Redirects are not followed.
 */
struct upstream {
	long status;         /* 0 until the headers are there */
	struct strv headers; /* of the answer, "name: value" */
	struct buf body;     /* what has come of it, framing taken off */
	bool ended;          /* nothing more will come */
	bool broken;         /* it ended too early */
	const char *cacert;  /* as peer_trust has it; may be NULL */
	const atomic_llong
	    *deadline; /* of upstream_clock, when it must end; 0: none */
	struct upstream_state *state; /* the module's own */
};

/*
 * Sends a request and waits for the headers of the answer. -1 with network
 * when there will be none. Released by the caller also then.
 */
int upstream_start(struct upstream *u, const char *method, const char *url,
    const struct strv *headers, const struct buf *body, struct error *e);
/* Waits until the body is longer than len, or has ended. */
void upstream_wait(struct upstream *u, size_t len);
void upstream_release(struct upstream *u);
/* Milliseconds on the monotonic clock. */
long long upstream_clock(void);

#endif
