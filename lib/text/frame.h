#ifndef TEXT_FRAME_H
#define TEXT_FRAME_H

#include "base/buf.h"

/*
 * Appends text as data under a label: between two fences of backticks that
 * are longer than any run of them inside, so that no text can end its frame.
 */
void frame(struct buf *out, const char *label, const char *text, size_t len);

#endif
