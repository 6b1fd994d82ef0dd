#ifndef TEXT_BLAME_H
#define TEXT_BLAME_H

#include "text/zoned.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What `git blame --porcelain` prints (git-blame(1), "The Porcelain Format"):
 * of each line the commit that it is from, which is described where it comes
 * first.
 *
 *	struct blame b = {.at = text, .end = text + len};
 *	while (blame_next(&b))
 *		b.line, b.origin->author ...
 *	blame_release(&b);
 */
struct blame_origin {
	char hash[13];
	bool uncommitted;
	const char *author, *subject; /* "" when git tells none */
	char date[ZONED_MAX];
	long time;
	struct blame_origin *next;
};

struct blame {
	char *at, *end; /* in: the rest; a header's end becomes a NUL */
	const struct blame_origin *origin;
	long line; /* as the file is now, from 1 */
	const char *text;
	size_t len; /* with its newline */

	struct blame_origin *origins; /* only blame.c knows */
};

/* The next line; false behind the last. What it lends lives until release. */
bool blame_next(struct blame *b);
void blame_release(struct blame *b);

#endif
