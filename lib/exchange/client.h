#ifndef EXCHANGE_CLIENT_H
#define EXCHANGE_CLIENT_H

#include "base/error.h"
#include "exchange/dialect.h"
#include "exchange/endpoint.h"
#include "exchange/http.h"
#include "exchange/limiter.h"
#include "exchange/turn.h"
#include <time.h>

/* Where and how requests are sent: the environment's and the user's word. */
struct client {
	const struct dialect *dialect;
	struct endpoint endpoint;
	struct http *http;
	const char *cacert; /* certificates to trust; NULL: the usual ones */
	double deadline;    /* on clock_now's clock; 0: none */
	double connect, idle;
	struct limiter limiter; /* without a path: none */
	long retries;
	time_t retry_at; /* given up: when the server will listen; or 0 */
	/* Told of each failed attempt, and of what it left of the answer;
	 * wait < 0: it was the last. */
	void (*on_failure)(const struct error *e, const struct turn *t,
	    double wait, long attempt);
	/* Called while an answer comes, at least once a second, and with each
	 * piece of it: -1 ends it. With `all`, no more of it is here at the
	 * moment. May be NULL. */
	int (*on_tick)(void *ctx, bool all, struct error *e);
	void *tick_ctx;
};

/* Finds the endpoint; -1 as endpoint_read. */
int client_init(struct client *c, const struct dialect *d, const char *model,
    struct error *e);
/* Keeps to a rate, with all processes that have the same key and server. */
int client_limit(struct client *c, long rpm, long tpm, struct error *e);
void client_release(struct client *c);

/*
 * Sends the body and fills the turn, up to and including turn_close. An
 * attempt that failed is repeated where that may help, it fits the deadline,
 * and nothing of the answer has come yet. On -1 what has come of the answer
 * is in the turn, closed as well as can be.
 */
int client_send(struct client *c, const cJSON *body, size_t base,
    struct turn *t, struct error *e);

#endif
