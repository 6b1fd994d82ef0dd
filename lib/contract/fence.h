#ifndef CONTRACT_FENCE_H
#define CONTRACT_FENCE_H

#include "base/buf.h"

/*
 * Text that is data, between two lines that it cannot forge: both begin with
 * a key that neither the text nor its label holds. The key is made from the
 * hash of these two and nothing else, so that the same text under the same
 * label has the same fence wherever it stands: a provider's prompt cache
 * hits as far as what is fenced stays the same.
 *
 *	fence_make(&f, label, text, len);
 *	fence_line(&out, &f, label);
 *	buf_add(&out, text, len);
 *	fence_line(&out, &f, "end");
 */
struct fence {
	char key[9]; /* eight hexadecimal digits */
};

void fence_make(
    struct fence *f, const char *label, const char *text, size_t len);
/* Appends `--- KEY WORDS` as a line, on a new one if out ends inside one. */
void fence_line(struct buf *out, const struct fence *f, const char *words);

#endif
