#ifndef TEXT_DIFF_READER_H
#define TEXT_DIFF_READER_H

#include "text/diff.h"

/* What diff.c (sections, names, headers) and diff_hunk.c share. */

/* The line at hand of the diff; line is NULL behind the last. */
struct reader {
	const char *line, *next, *end;
	size_t len; /* without its newline */
	size_t at;
	struct error *e;
};

/* Goes to the next line. */
void diff_advance(struct reader *r);
/* -1 with invalid_arguments that begins with the line `at` of the diff. */
__attribute__((format(printf, 3, 4))) int diff_refuse(
    const struct reader *r, size_t at, const char *fmt, ...);
/* If the line begins with word, the length of word, else 0. */
size_t diff_starts(const struct reader *r, const char *word);
/* How much of the line to show in a message. */
int diff_shown(const struct reader *r);
/* Reads digits at s; where they end, or NULL when there are none. */
const char *diff_number(const char *s, const char *end, long *n);
/* Reads the hunks that begin at the line into f: at least one. */
int diff_read_hunks(struct reader *r, struct diff_file *f);

#endif
