#ifndef TEXT_SPLIT_H
#define TEXT_SPLIT_H

#include <stddef.h>

/*
 * The pieces that an encoding cuts text into before it merges bytes: what
 * the published regular expressions match, written by hand. A byte that is
 * no valid UTF-8 counts as a symbol.
 */
enum split_pattern { SPLIT_O200K = 1, SPLIT_CL100K = 2 };

/* The length of the first piece of len > 0 bytes. Never 0. */
size_t split_next(enum split_pattern pattern, const char *s, size_t len);

#endif
