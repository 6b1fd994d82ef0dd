#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Fenced code blocks as CommonMark has them: a fence of at least three
 * backticks or tildes, indented by at most three spaces, with an info
 * string; closed by a fence of the same character that is at least as long
 * and has nothing behind it. As much indentation as the opening fence has
 * is taken off each line.
 */
struct markdown_block {
	size_t line;       /* of the opening fence, from 1 */
	char *info;        /* the info string without blanks around it */
	struct buf text;   /* the lines between, each with its newline */
	const char *start; /* in the text that was read: from the opening */
	const char *end;   /* fence to behind the closing one */
	bool closed;       /* false: the text ends within the block */
};

struct markdown {
	struct markdown_block *blocks;
	size_t n;
};

/* Finds all blocks, in order. */
void markdown_read(struct markdown *m, const char *text, size_t len);
void markdown_release(struct markdown *m);

/* Whether the first word of the info string is `language`, in any case. */
bool markdown_is(const struct markdown_block *b, const char *language);

#endif
