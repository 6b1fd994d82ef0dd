#ifndef RECORD_SECTIONS_H
#define RECORD_SECTIONS_H

#include "base/buf.h"
#include "contract/result.h"

/*
 * A diff as the answer of a helper: `stat`, an item a file, and `diff`, the
 * text of those files. It is cut between files. What lies in a reserved
 * folder is named, and not shown.
 */
struct sections {
	struct result r;     /* a list `stat`; members may be added */
	long added, removed; /* lines over all files, on whatever page */
};

/* What git is asked for. */
struct sections_of {
	const char *base;   /* a commit or a tree */
	const char *target; /* NULL: the work tree, or what is staged */
	bool staged;
	long context;
	const struct strv *paths; /* none: all of the root */
};

void sections_begin(struct sections *s, long max_tokens, long skip);
/*
 * Asks git, and adds the files' sections. -1 as git_run.
 */
int sections_read(
    struct sections *s, const struct sections_of *what, struct error *e);
/* Adds `summary`: how many files and lines changed, in or since `what`. */
void sections_summary(struct sections *s, const char *what);

#endif
