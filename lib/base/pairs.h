#ifndef BASE_PAIRS_H
#define BASE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A table from pairs of addresses to a number; nothing is removed. A zeroed
 * struct pairs is an empty one.
 */
struct pairs {
	struct pair *slots;
	size_t n, cap; /* cap is 0 or a power of two */
};

/*
 * Where the number of (a, b) is, which is 0 as long as nobody set it; a is
 * not NULL. Lent until the next call.
 */
size_t *pairs_at(struct pairs *t, const void *a, const void *b);
void pairs_release(struct pairs *t);

#endif
