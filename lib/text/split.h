#ifndef TEXT_SPLIT_H
#define TEXT_SPLIT_H

#include <stddef.h>

/*
 * The pieces that an encoding cuts text into before it merges bytes: what
 * the published regular expressions match, written by hand. A byte that is
 * no valid UTF-8 counts as a symbol.
 */
enum split_pattern { SPLIT_O200K = 1, SPLIT_CL100K = 2 };

/*
 * Cuts the first pieces, up to max of them: ends[i] is where piece i ends.
 * Returns how many; 0 only if len is.
 */
size_t split(enum split_pattern pattern, const char *s, size_t len,
    size_t *ends, size_t max);

/*
 * The length of the first piece of len > 0 bytes; never 0. split does the
 * same faster where text is plain, and is held against this by its tests.
 */
size_t split_next(enum split_pattern pattern, const char *s, size_t len);

#endif
