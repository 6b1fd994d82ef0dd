#ifndef TEXT_INFLATE_H
#define TEXT_INFLATE_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>

/* Gzipped bytes (RFC 1952), by zlib. */

/* Whether they begin as such bytes do. */
bool inflate_is_gzip(const char *data, size_t len);
/*
 * Appends what they unpack to, all members of them. -1 with too_large
 * beyond max bytes, invalid_arguments when they are broken or cut short.
 */
int inflate_gzip(
    struct buf *out, const char *data, size_t len, size_t max, struct error *e);

#endif
