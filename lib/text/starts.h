#ifndef TEXT_STARTS_H
#define TEXT_STARTS_H

#include "text/tags.h"

/*
 * Where the definitions of a text begin, with what stands above them without
 * a blank line between: comments, types, decorators. A byte for each of
 * *n lines: 0, STARTS_NESTED for what is in another definition, STARTS_TOP.
 * NULL when there is none. The caller frees.
 */
enum { STARTS_NESTED = 1, STARTS_TOP };

unsigned char *starts_of(
    const struct tags *tags, const char *text, size_t len, size_t *n);

#endif
