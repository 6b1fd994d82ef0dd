#ifndef RECORD_SUBJECT_H
#define RECORD_SUBJECT_H

#include "base/buf.h"
#include "text/diff.h"
#include "text/language.h"
#include <stdint.h>

/* A file of a diff, made ready to be judged: its changed lines, no context. */
struct changed {
	char kind; /* '+' or '-' */
	long line; /* in the new file, from 1 */
	const char *text;
	size_t len;
	/*
	 * What the base says of it: the unchanged line above, or the line
	 * it replaces, if that holds an allowance. NULL: nothing.
	 */
	const struct diff_line *allowance;
};

/* The added or the removed lines as one text, each with its newline. */
struct side {
	struct buf text;
	size_t *line;              /* of each: which of the subject's */
	size_t *start;             /* of each: where in the text */
	uint64_t *hash, *likeness; /* of its lines, in numerical order */
	size_t n;
};

struct subject {
	const struct diff_file *file;
	char *path, *old_path;           /* in lower case */
	const struct language *language; /* or NULL */
	struct changed *v;
	size_t n;
	struct side added, removed;
};

/* Whether a line is on the other side, too: moved, or indented anew. */
bool subject_moved(const struct subject *s, const struct changed *at);
/* The same where digits and what is no letter do not count. */
bool subject_resembles(const struct subject *s, const struct changed *at);

void subject_init(struct subject *s, const struct diff_file *f);
void subject_release(struct subject *s);

/* Whether a line holds an allowance, `codex: allow RULE, RULE`. */
bool allowance_in(const char *text, size_t len);
/* Whether that names the rule. */
bool allowance_names(const char *text, size_t len, const char *rule);
/*
 * Whether nothing but a comment is on the line, as the file's language writes
 * them; what stands behind one that is closed is none.
 */
bool subject_is_comment(const struct subject *s, const char *text, size_t len);

#endif
