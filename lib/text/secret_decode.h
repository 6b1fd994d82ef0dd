#ifndef TEXT_SECRET_DECODE_H
#define TEXT_SECRET_DECODE_H

#include "base/buf.h"
#include <stdbool.h>

/*
 * The runs in a text that are base64 (RFC 4648, either alphabet), hexadecimal
 * digits, percent escapes (RFC 3986) or JSON's escapes (RFC 8259) of other
 * text, one after the other. A run of escapes has no blank or quote in it.
 */
struct encoded {
	const char *s; /* set these two; the rest zero */
	size_t s_len;
	size_t start, len;    /* out: where the run is */
	const char *encoding; /* out: "base64", "hex", "percent" or "JSON" */
	struct buf text;      /* out: what it says */
	size_t at;
	enum { ENCODED_RUN, ENCODED_PERCENT, ENCODED_JSON } pass;
};

/* The next run; false at the end. */
bool encoded_next(struct encoded *e);
void encoded_release(struct encoded *e);

#endif
