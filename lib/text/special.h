#ifndef TEXT_SPECIAL_H
#define TEXT_SPECIAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * The special tokens of the encodings, as tiktoken has them. Their ids stand
 * behind the ranks, and no bytes are merged to them: they are put into text
 * by name, where that is asked for.
 */
struct special {
	const char *encoding;
	uint32_t id;
	const char *name;
};

/* NULL when the encoding has no special token of this id. */
const struct special *special_of(const char *encoding, uint32_t id);
/* The first one that is named in s, at *at; NULL when there is none. */
const struct special *special_find(
    const char *encoding, const char *s, size_t len, size_t *at);

#endif
