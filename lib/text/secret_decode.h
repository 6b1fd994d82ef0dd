#ifndef TEXT_SECRET_DECODE_H
#define TEXT_SECRET_DECODE_H

#include "base/buf.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * What in a text says other text, one after the other: runs of base64 digits
 * (RFC 4648, either alphabet) or hexadecimal ones, each by itself and again
 * with the lines that go on with it; then runs with percent escapes (RFC
 * 3986), JSON's escapes (RFC 8259) or a terminal's control sequences
 * (ECMA-48) in them. NULs are left out, so that UTF-16 is read too.
 */
struct encoded {
	const char *s; /* set these two; the rest zero */
	size_t s_len;
	const char *encoding; /* out: what people call it */
	struct buf text;      /* out: what it says */
	struct encoded_place {
		uint32_t from, to;
	} * places; /* of each byte of the text, behind start */
	size_t room;
	size_t start, end;     /* of the run in s */
	size_t at;             /* where to go on */
	bool escapes;          /* no more runs of digits: */
	size_t kind;           /* of escapes that are looked for */
	size_t joined;         /* runs in front of this were joined */
	bool may_go_on;        /* the run of digits, in the next line */
	char mark;             /* that a diff puts before its lines */
	unsigned width;        /* bits of a digit */
	unsigned bits, n_bits; /* those that make no byte yet */
	size_t from;           /* where the first of them is */
	unsigned continuation; /* UTF-8's bytes that are still to come */
};

/* The next; false at the end. Behind s must be one byte that may be read. */
bool encoded_next(struct encoded *e);
/* Turns a place in the text, of *len > 0 bytes, into that in s. */
void encoded_place(const struct encoded *e, size_t *at, size_t *len);
void encoded_release(struct encoded *e);

/* The parts of encoded_next. */

/* Empties the text. */
void encoded_clear(struct encoded *e);
/* Appends a byte that s has from `from` up to `to`. */
void encoded_add(struct encoded *e, char c, size_t from, size_t to);
/* The next run of escapes of e->kind, below ENCODED_KINDS; false: none. */
enum { ENCODED_KINDS = 3 };
bool encoded_next_escaped(struct encoded *e);

/* The value of a hexadecimal digit; 16 of any other byte. */
static inline unsigned
encoded_hex(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

#endif
