#ifndef TEXT_LINE_COUNT_H
#define TEXT_LINE_COUNT_H

#include "text/language.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Counts lines as cloc does (cloc(1), "How it Works"): a line of white space
 * is blank, also within a comment; one that holds nothing but comments is
 * comment; all others are code. Comments do not nest, and strings end with
 * their line but for those that a language lets go on. A string in three
 * quotes is a comment where it begins a line (a docstring), else code.
 *
 * A text may come in pieces of whole lines; what is open at a piece's end
 * goes on in the next one. Zeroed but for what is marked "in", it begins.
 */
struct line_count {
	const struct syntax *syntax; /* in; NULL: all is code or blank */
	/* in, or NULL: is called for each line of code that begins outside
	 * of comments and strings, from its first byte that is no blank */
	void (*line)(void *context, const char *s, size_t len);
	void *context;

	size_t blank, comment, code;

	/* what only line_count.c knows: what is open behind the last line */
	char close[36];
	size_t close_len; /* 0: nothing */
	bool is_comment;
};

void line_count_add(struct line_count *c, const char *s, size_t len);

#endif
