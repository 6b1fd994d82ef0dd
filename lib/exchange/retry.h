#ifndef EXCHANGE_RETRY_H
#define EXCHANGE_RETRY_H

#include "base/error.h"
#include "exchange/http.h"
#include <stdbool.h>
#include <time.h>

/*
 * Whether and when a request that failed is sent again. A wait that the
 * server names (retry-after-ms, Retry-After, "try again in 1.3s") is obeyed
 * where it fits the deadline; else it is half a second, doubled each time up
 * to 8 s, less a random quarter.
 */
struct retry {
	long most;       /* attempts after the first; with a deadline, named
			    waits of a second or more do not count */
	double deadline; /* on clock_now's clock; 0: none */
	/* out */
	long n;    /* attempts that failed */
	time_t at; /* given up: when the server will listen; 0: not known */
	long counted;
};

/*
 * The seconds to wait before the next attempt; negative: give up, and then
 * e's hint says when to come back. again: it may help at all.
 */
double retry_wait(
    struct retry *r, const struct http_answer *a, bool again, struct error *e);
/* The delay that a message names, in seconds; negative: none. */
double retry_named(const char *message);
/* Such a moment as RFC 3339 has it. */
#define RETRY_MOMENT 32
void retry_moment(time_t at, char text[RETRY_MOMENT]);

#endif
