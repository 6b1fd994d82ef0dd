#ifndef TEXT_MATCHES_H
#define TEXT_MATCHES_H

#include "base/buf.h"
#include "text/hunt.h"

/*
 * What a hunt finds in one text, as items of `matches` (contract 4):
 * {path,line,column,text}, with end_line where a hit is several lines,
 * before and after where lines around it are wanted. The text may come in
 * pieces of whole lines; for context it must be one.
 */
struct matches {
	const char *path;
	long before, after; /* lines of context */
	size_t width;       /* longer lines are cut around the match; 0: none */
	long most;          /* hits that are wanted; 0: all */
	/* An item that costs more than the limit, where there is one, loses
	 * its context and keeps what is around the match. */
	size_t limit;
	size_t (*cost)(const char *item, size_t len);

	long n; /* hits so far */

	/* what only matches.c knows */
	const char *s;
	size_t len;
	long line; /* newlines that were counted, up to here in s */
	size_t counted;
	bool cut; /* to be marked as cut in any case */
};

/*
 * Searches a piece, and appends its hits to items where that is given, with
 * commas between; more says that another piece will come. -1 with the
 * error of hits_next(), what came before it kept.
 */
int matches_find(struct matches *m, const struct hunt *hunt,
    const struct hunt_text *piece, bool more, struct buf *items,
    struct error *e);

#endif
