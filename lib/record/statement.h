#ifndef RECORD_STATEMENT_H
#define RECORD_STATEMENT_H

#include "record/judge.h"

enum { STATEMENT_LINES = 64 }; /* that are joined at most */

/*
 * A shell's command, or a statement of SQL, as the new file has it: its lines
 * joined over what continues them. Where one of them is new those that stay
 * count, too: a pipe may be added below the command that it reads.
 */
struct statement {
	/* a blank between the lines, behind a comma of SQL a newline */
	struct buf text;
	size_t n;
	struct statement_line {
		size_t end;                /* in text */
		const struct changed *new; /* NULL: it was there before */
	} line[STATEMENT_LINES];
};

/* Where the next one is looked for; begins as {.subject = s}. */
struct statements {
	const struct subject *subject;
	size_t hunk, line, changed;
};

/*
 * The next statement with a new line; false when there is no more, and then
 * st is released. st begins zeroed.
 */
bool statement_next(struct statements *at, struct statement *st);
/* One of its lines, as text that is lent. */
struct changed statement_line(const struct statement *st, size_t i);
/* The first new line of those from i to k that counts for the rule, or NULL. */
const struct changed *statement_new(const struct statement *st, size_t i,
    size_t k, const struct rule *rule, const struct subject *s);
/*
 * Adds a finding for each new line that the rule's pattern matches, and for
 * each match over several lines of which one is new and none matches alone;
 * where passes is given, only if it says so of what matches.
 */
typedef bool statement_filter(const char *text, size_t len, void *arg);
void statement_judge(struct judge *j, const struct rule *rule,
    const struct subject *s, statement_filter *passes, void *arg);

#endif
