#ifndef TEXT_NEAREST_H
#define TEXT_NEAREST_H

#include <stddef.h>

/*
 * The known name that a person or a model most likely meant:
 *
 *	struct nearest best = {.name = "patern"};
 *	for (...) nearest_offer(&best, known);
 *	if (best.found) ... "did you mean '%s'?"
 *
 * found is lent from what was offered, NULL when nothing lies within an
 * edit distance of a third of the name's length (at least 1).
 */
struct nearest {
	const char *name;
	const char *found;
	size_t distance; /* of found */
};

/*
 * How many slips lie between two names: insertions, deletions, other
 * letters, neighbours that changed places. SIZE_MAX beyond 256 bytes.
 */
size_t nearest_distance(const char *a, const char *b);
void nearest_offer(struct nearest *n, const char *candidate);

#endif
