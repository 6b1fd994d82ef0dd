#ifndef SYSTEM_TOUCHED_H
#define SYSTEM_TOUCHED_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * The lines that a change adds: what a finding must be on to be the
 * change's. A zeroed struct touched has none.
 */
struct touched_file {
	char *path;  /* relative to the root */
	bool whole;  /* git does not know the file: all of it is new */
	long *lines; /* rising */
	size_t n;
};

struct touched {
	struct touched_file *files; /* sorted by path once looked at */
	size_t n;
	bool sorted;
};

/*
 * Adds the added lines of a unified diff; or those of the work tree since a
 * revision (with three dots: since the merge base with it), and the files that
 * git does not know and does not ignore. Either may be NULL. -1 with
 * invalid_arguments when both are given, or as git_base and git_run.
 */
int touched_read(
    struct touched *t, const char *diff, const char *base, struct error *e);

/* The file, or NULL when it has no added line. Lent. */
const struct touched_file *touched_file(struct touched *t, const char *path);
/* Whether it adds a line of first..last. */
bool touched_any(const struct touched_file *f, long first, long last);
void touched_release(struct touched *t);

#endif
