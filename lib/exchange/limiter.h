#ifndef EXCHANGE_LIMITER_H
#define EXCHANGE_LIMITER_H

#include "base/error.h"
#include <time.h>

/*
 * One rate for all processes of a user: a small file for each key and
 * server, in the user's state folder, says when the next request may go.
 * It is locked only while it is read and written; a process that waits
 * holds nothing and has reserved nothing, so one that is killed leaves no
 * gap. Requests are spread evenly, not let through in bursts. Times are of
 * the clock that all processes of a boot share and nobody sets.
 */
struct limiter {
	char *path;
	double per_request, per_token; /* seconds; 0: no limit */
	time_t at; /* enter failed: when there will be room; 0: not known */
};

/*
 * For so many requests and tokens a minute, 0 for no limit. `who` names the
 * key and the server, and is kept as a hash only. -1 when there is no state
 * folder.
 */
int limiter_open(
    struct limiter *l, long rpm, long tpm, const char *who, struct error *e);
void limiter_release(struct limiter *l);

/*
 * Waits until a request of so many tokens may go, and counts it. -1 with
 * rate_limited when that is behind the deadline (on clock_now's clock; 0:
 * none), killed by a signal of system/interrupt, or when the file cannot be
 * used.
 */
int limiter_enter(
    struct limiter *l, long tokens, double deadline, struct error *e);
/* Counts more tokens, or fewer (below 0), than were entered. */
void limiter_correct(const struct limiter *l, long tokens);
/* Lets no request of any process go for so many seconds. */
void limiter_hold(const struct limiter *l, double seconds);

#endif
