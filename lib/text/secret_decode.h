#ifndef TEXT_SECRET_DECODE_H
#define TEXT_SECRET_DECODE_H

#include "base/buf.h"
#include <stdbool.h>

/*
 * The runs in a text that are base64 (RFC 4648, either alphabet), hexadecimal
 * digits or percent escapes (RFC 3986) of other text, one after the other.
 */
struct encoded {
	const char *s; /* set these two; the rest zero */
	size_t s_len;
	size_t start, len;    /* out: where the run is */
	const char *encoding; /* out: "base64", "hex" or "percent" */
	struct buf text;      /* out: what it says */
	size_t at;
	bool in_percent;
};

/* The next run; false at the end. */
bool encoded_next(struct encoded *e);
void encoded_release(struct encoded *e);

#endif
