#ifndef CONTRACT_COUNTED_H
#define CONTRACT_COUNTED_H

#include "base/buf.h"

/*
 * Text whose tokens are counted once, part by part as it grows, and exactly
 * for any sequence of parts: an encoding merges bytes within pieces only
 * (text/split.h), and behind a letter or digit that no letter, digit, mark
 * or apostrophe follows a piece begins whatever stands around. What lies
 * between two such places is counted where it is; only the few bytes where
 * parts meet are counted again.
 */

/* A text's length, and its tokens between the first and the last such place. */
struct count {
	size_t len;
	size_t first, last; /* 0 as long as there is none */
	size_t tokens;
};

struct counted {
	struct buf text; /* is appended to, and then: */
	struct count count;
	size_t tried; /* before it there is no such place behind the last */
};

/* Text up to some count of it, lent: as it was, or with the count of now. */
struct counted_part {
	const char *text;
	struct count count;
};

/* Counts what was appended to the text. */
void counted_grow(struct counted *c);
struct counted_part counted_part(const struct counted *c, struct count at);
/* What follows some count of it, up to the count of now. */
struct counted_part counted_from(const struct counted *c, struct count at);
/* A part of which nothing was counted yet: for a few bytes. */
struct counted_part counted_plain(const char *text, size_t len);
/* The tokens of the n parts' texts, one behind the other. */
size_t counted_sum(const struct counted_part *parts, size_t n);

/*
 * Appends what json_print_string() does, without the quotes around it: so
 * that a string can be printed in parts.
 */
void counted_string(struct buf *b, const char *s, size_t len);

/*
 * Finds how many bytes of the string s may be kept, so that the total with
 * them is at most max, and leaves them in json, which is empty before. Of
 * each try total() gets the part as JSON, and how many bytes of s that is.
 * -1 when none may be kept.
 */
typedef size_t counted_total(void *of, struct counted_part part, size_t kept);
long counted_cut(struct counted *json, const char *s, size_t len, size_t max,
    counted_total *total, void *of);

void counted_release(struct counted *c);

#endif
