#ifndef CONTRACT_LISTS_H
#define CONTRACT_LISTS_H

#include "base/error.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * An answer of several lists within max_tokens (contract 5). Their items are
 * taken in rounds, the first of each list, then the second of each: so what
 * comes first in every list is told before the end of any, and `skip` counts
 * through all of them.
 */
#define LISTS_MOST 8

struct lists {
	cJSON *details; /* the members before the lists */
	cJSON *v[LISTS_MOST];
	const char *names[LISTS_MOST];
	size_t n;
};

/* Adds a new list, lent, to be filled with items, the most important first. */
cJSON *lists_add(struct lists *l, const char *name);
/*
 * The details with what fits of the lists from item `skip` on, and truncated,
 * total and next where that is not all. Frees all that l holds. NULL with
 * invalid_arguments when not one item fits.
 */
cJSON *lists_finish(
    struct lists *l, long max_tokens, long skip, struct error *e);

#endif
