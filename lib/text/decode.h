#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include "base/buf.h"
#include <stdbool.h>

/*
 * Makes a file's bytes text: a UTF-8 byte order mark is dropped, UTF-16
 * with its mark becomes UTF-8. *encoding is "UTF-16LE" or "UTF-16BE" then,
 * else NULL. False for what is no text: it holds a NUL.
 */
bool decode_text(struct buf *b, const char **encoding);

#endif
