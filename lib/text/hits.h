#ifndef TEXT_HITS_H
#define TEXT_HITS_H

#include "text/pattern.h"
#include "text/sieve.h"

/*
 * The lines of a text on which a pattern matches. A match never runs over a
 * line's end, and the pattern sees nothing but the line: what it says of the
 * text's beginning and end, it says of the line's.
 */
struct hits {
	struct pattern *pattern; /* made with PATTERN_MULTILINE */
	bool by_line; /* whether each line must be tried: hits_need_lines */
	bool spans;   /* the text is one: a hit may be several lines */
	const struct sieve *sieve; /* what is on each line that hits, or NULL */
	bool is_match;             /* and this is the match */
	const char *s;
	size_t len;
	size_t at;         /* where to go on */
	size_t start, end; /* out: the line, without its newline */
	size_t match;      /* out: where in it the first match begins */
};

/* What to put into by_line for this pattern's text. */
bool hits_need_lines(const char *pattern);
/* The next line: 1, 0 for none, -1 with pattern_find's error. */
int hits_next(struct hits *h, struct error *e);

#endif
