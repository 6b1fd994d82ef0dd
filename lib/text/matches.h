#ifndef TEXT_MATCHES_H
#define TEXT_MATCHES_H

#include "base/buf.h"
#include "text/hits.h"

/*
 * Hits as items of `matches` (contract 4): {path,line,column,text}, with
 * end_line where a hit is several lines, before and after where lines
 * around it are wanted.
 */
struct matches {
	const char *path;
	long before, after; /* lines of context */
	size_t width;       /* longer lines are cut around the match; 0: none */
	bool cut;           /* to be marked as cut in any case */

	const char *s; /* lines of the text; all of them for context */
	size_t len;
	long line; /* newlines that were counted, up to here in s */
	size_t counted;
};

/* Appends the hit as JSON, with a comma before it when b has another. */
void matches_add(struct matches *m, const struct hits *h, struct buf *b);
/* Counts what is left of these lines, before s and len become the next. */
void matches_rest(struct matches *m);

#endif
