#ifndef CONTRACT_COUNTED_LINES_H
#define CONTRACT_COUNTED_LINES_H

#include "contract/counted.h"

/*
 * A part of a text as the inside of a JSON string, counted line by line, so
 * that it can end, or begin, at any line (or each KB of a longer one).
 */
struct counted_lines {
	struct counted json;
	struct counted_place {
		size_t at; /* in the text */
		struct count count;
	} * places; /* from where it begins to where counting ended */
	size_t n, room;
};

/*
 * Counts text[from..to] anew, until it is certainly more than max tokens (0:
 * all, and no place between).
 */
void counted_lines_read(struct counted_lines *l, const char *text, size_t from,
    size_t to, size_t max);
/*
 * Counts the end of the text's len bytes from some place behind `least` on,
 * so that it is all of that, or certainly more than max.
 */
void counted_lines_read_end(struct counted_lines *l, const char *text,
    size_t least, size_t len, size_t max);
const struct counted_place *counted_lines_last(const struct counted_lines *l);
/* The last place up to which it costs at most max. */
const struct counted_place *counted_lines_within(
    const struct counted_lines *l, size_t max);
void counted_lines_release(struct counted_lines *l);

#endif
