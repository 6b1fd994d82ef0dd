#ifndef EXCHANGE_REPEATS_H
#define EXCHANGE_REPEATS_H

#include "base/error.h"
#include "contract/manifest.h"
#include "exchange/calls.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The same call with the same arguments again and again: from the third
 * time on it is not made but answered with what it got before and a note,
 * and at last it ends the loop. What a helper has written or run since may
 * have changed the answer: then the count begins anew. A zeroed struct
 * repeats with a max is ready.
 */
struct repeat {
	char *name;
	cJSON *arguments; /* as text when they are no JSON */
	long n;
	char *result; /* the line of the last time that it was made */
};

struct repeats {
	long max; /* a call made so often ends the loop; 0: never */
	struct repeat *v;
	size_t n;
};

/*
 * Counts the calls and answers those that are not to be made. -1 with
 * budget_exceeded when one was made too often.
 */
int repeats_before(
    struct repeats *r, struct call *calls, size_t n, struct error *e);
/* Keeps what the others were answered with. */
void repeats_after(
    struct repeats *r, struct call *calls, size_t n, const struct manifest *m);
void repeats_release(struct repeats *r);

#endif
