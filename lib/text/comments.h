#ifndef TEXT_COMMENTS_H
#define TEXT_COMMENTS_H

#include "text/language.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * The comments of source text. Strings are stepped over, so that
 * "// no comment" is none; a string that is not closed ends with its line, so
 * that one slip does not hide the rest.
 */
struct comments {
	const struct syntax *syntax;
	const char *text;
	size_t len;
	size_t at;      /* where to go on */
	bool strings;   /* give these, too, where they stand */
	bool is_string; /* out: what was found last is one */
};

/* The next comment (string) without its marks; false when there is none. */
bool comments_next(struct comments *c, size_t *start, size_t *end);

#endif
