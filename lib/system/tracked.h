#ifndef SYSTEM_TRACKED_H
#define SYSTEM_TRACKED_H

#include <stdbool.h>
#include <stddef.h>

/* The paths that git tracks, out of its index (gitformat-index(5)). */
struct tracked {
	char *names; /* that paths point into */
	size_t *at;  /* where each path begins, in git's order */
	size_t n;
};

/*
 * Reads the index of a git folder, which need not be there. -1 when it is in
 * a form that is left to git itself: split, sparse, damaged.
 */
int tracked_read(struct tracked *t, const char *folder);
/* Whether this path is tracked, or, when it ends in a slash, one below it. */
bool tracked_has(const struct tracked *t, const char *path);
void tracked_release(struct tracked *t);

#endif
