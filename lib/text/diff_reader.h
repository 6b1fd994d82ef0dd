#ifndef TEXT_DIFF_READER_H
#define TEXT_DIFF_READER_H

#include "text/diff.h"

/*
 * What the files of the reader share: diff.c knows sections, diff_header.c
 * git's extended headers, diff_sides.c names, diff_hunk.c lines and hunks,
 * diff_binary.c what is not text.
 */

/* The line at hand of the diff; line is NULL behind the last. */
struct reader {
	const char *line, *next, *end;
	size_t len; /* without its newline */
	size_t at;
	struct error *e;
	/* the section that decided whether names begin with a/ and b/ */
	size_t decided_at;
	bool prefixed;
};

/* What one section's headers say, before it is all brought to agree. */
struct section {
	struct reader *r;
	struct diff_file *f;
	const char *header; /* behind "diff --git "; NULL in a plain diff */
	size_t header_len;
	char *minus, *plus; /* the names of --- and +++, prefix and all */
	char *from, *to;    /* of a rename or copy */
	bool from_is_copy, to_is_copy;
	unsigned old_mode, new_mode, index_mode;
	unsigned created, deleted; /* their modes; 0: not said */
	unsigned seen;             /* a bit for each extended header */
	const char *binary; /* the line "Binary files ... differ", or NULL */
	size_t binary_len;
};

/* Goes to the next line. */
void diff_advance(struct reader *r);
/* -1 with invalid_arguments that begins with the line `at` of the diff. */
__attribute__((format(printf, 3, 4))) int diff_refuse(
    const struct reader *r, size_t at, const char *fmt, ...);
/* If the line begins with word, the length of word, else 0. */
size_t diff_starts(const struct reader *r, const char *word);
/* Whether only blanks stand in the line from its n-th byte on. */
bool diff_is_blank(const struct reader *r, size_t n);
/* How much of the line to show in a message. */
int diff_shown(const struct reader *r);
/* Reads digits at s; where they end, or NULL when there are none. */
const char *diff_number(const char *s, const char *end, long *n);
/* Reads the line, which begins with "@@ "; where its ranges end, or NULL. */
const char *diff_hunk_header(const struct reader *r, struct diff_hunk *h);
/*
 * Counts the lines of the hunk that begins at the line, up to the next hunk,
 * file or text. Empty lines at its end only part it from these.
 */
void diff_count(struct reader *r, long *old, long *new);
/* Reads the hunks that begin at the line into f: at least one. */
int diff_read_hunks(struct reader *r, struct diff_file *f);
/* Reads the extended headers, each at most once, and brings them to agree. */
int diff_read_headers(struct section *s);
/* Whether any of them changes something by itself. */
bool diff_headers_change(const struct section *s);
/* Reads the --- and +++ lines. */
int diff_read_sides(struct section *s);
/* Decides which file the section speaks of, and what happens to it. */
int diff_settle_names(struct section *s);
/* Whether s is both names of a section, with sep between them. */
bool diff_is_pair(const char *s, size_t len, const char *sep, const char *old,
    const char *new);
/* Reads what stands for binary content, if the line begins such. */
int diff_read_binary(struct section *s);
/* After diff_settle_names(): whether the binary line names the same files. */
int diff_check_binary(const struct section *s);

#endif
