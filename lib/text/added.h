#ifndef TEXT_ADDED_H
#define TEXT_ADDED_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What a diff, or the output of `git log -p`, adds: for a look at the text
 * that must miss nothing, where text/diff.h must accept nothing odd. Merges'
 * combined hunks are read too. A commit's message is a part without path.
 */
struct added {
	const char *s; /* set these two; the rest zero */
	size_t len;
	char *path;      /* out: of the part; NULL for a message */
	char commit[41]; /* out: "" when it is not said */
	struct buf text; /* out: its lines, without their marks */
	long *lines;     /* out: the number of each, from 1 */
	size_t n;
	bool binary; /* out: its bytes are not shown */
	size_t at;
	long old_left, new_left; /* lines of the hunk that are to come */
	long line;
	size_t columns; /* of marks before a line: parents of the commit */
};

/*
 * The next part that adds something; false at the end. Lines of different
 * hunks are apart by an empty one whose number is 0.
 */
bool added_next(struct added *a);
void added_release(struct added *a);

#endif
