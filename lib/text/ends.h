#ifndef TEXT_ENDS_H
#define TEXT_ENDS_H

#include "base/buf.h"
#include <stddef.h>

/*
 * The two ends of a text that is too long, its middle left out at line ends
 * (contract 5).
 */

/* The length of the longest beginning of at most max bytes that ends a line. */
size_t ends_head(const char *text, size_t len, size_t max);
/* Where the longest end of at most max bytes begins that begins a line. */
size_t ends_tail(const char *text, size_t len, size_t max);
/* The lines that end in a text. */
size_t ends_lines(const char *text, size_t len);
/* Appends the line that stands for what was left out. */
void ends_mark(struct buf *out, size_t bytes, size_t lines);

#endif
