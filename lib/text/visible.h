#ifndef TEXT_VISIBLE_H
#define TEXT_VISIBLE_H

#include "base/buf.h"

/*
 * Adds text for a person's terminal: what would steer it, or turn or hide
 * what stands beside, is written as \u001b or \x9b. Tabs stay, and so do
 * newlines when `lines` is true.
 */
void visible(struct buf *b, const char *s, size_t len, bool lines);

#endif
