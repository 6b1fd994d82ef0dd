#ifndef EXCHANGE_THIN_H
#define EXCHANGE_THIN_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * JSON without its long strings, as its bytes arrive: what an event says
 * again need not be held to know what else it says. A string of more than
 * `max` bytes becomes "". A zeroed struct with max set is at the start.
 */
struct thin {
	size_t max;
	size_t start; /* of the string's bytes, in what is made */
	bool in_string, escaped, dropping;
};

/* Appends what stays of the bytes, which may be split anywhere. */
void thin_add(struct thin *t, struct buf *out, const char *bytes, size_t len);

#endif
