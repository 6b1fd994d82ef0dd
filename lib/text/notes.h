#ifndef TEXT_NOTES_H
#define TEXT_NOTES_H

#include "base/strv.h"
#include "text/comments.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Notes that source text leaves for later: lines of comments that hold one
 * of the tags, such as TODO, as a whole word, and lines of strings that
 * begin as a note does, "TODO: ..." or "TODO(ann) ...".
 */
struct notes {
	const struct strv *tags; /* in */
	struct comments c;       /* in: syntax, text, len; strings is true */

	/* what only notes.c knows */
	size_t from, to; /* what is left of the comment */
	size_t counted;  /* bytes before which lines were counted */
	long line;
};

/* Lent from the text. */
struct note {
	long line;                      /* from 1 */
	const char *tag, *text, *owner; /* owner: in parentheses, or NULL */
	size_t tag_len, text_len, owner_len;
};

/* Whether a text may have any: most have not, and need no closer look. */
bool notes_possible(const struct strv *tags, const char *text, size_t len);
/* The next one, at most one for each line; false when there is none. */
bool notes_next(struct notes *n, struct note *note);

#endif
