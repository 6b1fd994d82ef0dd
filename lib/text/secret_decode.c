/* secret_decode: what base64, hexadecimal digits and escapes say */
#include "text/secret_decode.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

enum {
	RUN_MIN = 24, /* the base64 of 18 bytes: no token is shorter */
	STEP = RUN_MIN / 2,
	RUN_MAX = 1 << 20, /* more is an archive or an image */
	GAP_MAX = 64       /* from one line of digits to the next */
};

/* The six bits of a base64 digit of either alphabet, plus one; else 0. */
/* clang-format off */
static const unsigned char digits[256] = {[' '] =
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 63,  0, 63,  0, 64,
    53, 54, 55, 56, 57, 58, 59, 60, 61, 62,  0,  0,  0,  0,  0,  0,
     0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,  0,  0,  0,  0, 64,
     0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
    42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,  0,  0,  0,  0,  0};
/* clang-format on */

static inline unsigned
digit(char c)
{
	return digits[(unsigned char)c];
}

void
encoded_clear(struct encoded *e)
{
	buf_truncate(&e->text, 0);
	e->n_bits = e->continuation = 0;
}

void
encoded_add(struct encoded *e, char c, size_t from, size_t to)
{
	size_t n = e->text.len;

	if (n == e->room) {
		e->room = 2 * n + 64;
		e->places =
		    xreallocarray(e->places, e->room, sizeof(*e->places));
	}
	e->places[n] = (struct encoded_place){
	    (uint32_t)(from - e->start), (uint32_t)(to - e->start)};
	buf_addc(&e->text, c);
}

void
encoded_place(const struct encoded *e, size_t *at, size_t *len)
{
	uint32_t from = e->places[*at].from;

	*len = e->places[*at + *len - 1].to - from;
	*at = e->start + from;
}

/* Whether the byte goes on with a text in UTF-8 (roughly) or UTF-16. */
static bool
is_text(struct encoded *e, unsigned c)
{
	if (e->continuation > 0) {
		e->continuation--;
		return c >= 0x80 && c < 0xc0;
	}
	if (c >= 0xc2 && c < 0xf5)
		e->continuation = 1 + (c >= 0xe0) + (c >= 0xf0);
	else if (c >= 0x7f)
		return false;
	return c >= 0x20 || c == '\n' || c == '\t' || c == '\r' || c == 0;
}

/* Adds what the digits up to end say; false as soon as it is no text. */
static bool
read_digits(struct encoded *e, size_t at, size_t end)
{
	unsigned value, c;

	for (; at < end; at++) {
		value =
		    e->width == 4 ? encoded_hex(e->s[at]) : digit(e->s[at]) - 1;
		if (value >> e->width)
			return false;
		if (e->n_bits == 0)
			e->from = at;
		e->bits = e->bits << e->width | value;
		e->n_bits += e->width;
		if (e->n_bits < 8)
			continue;
		e->n_bits -= 8;
		c = e->bits >> e->n_bits & 0xff;
		if (!is_text(e, c))
			return false;
		if (c != 0)
			encoded_add(e, (char)c, e->from, at + 1);
		e->from = at;
	}
	return true;
}

static bool
read_run(struct encoded *e)
{
	encoded_clear(e);
	e->encoding = "hex";
	e->width = 4;
	if (read_digits(e, e->start, e->end) && e->n_bits == 0)
		return true;
	encoded_clear(e);
	e->encoding = "base64";
	e->width = 6;
	return read_digits(e, e->start, e->end);
}

/*
 * Whether the digit at `at` is what stands before the digits: a diff's mark
 * (text in base64 never begins with + or -), the n of an escaped line's end.
 */
static bool
is_before(struct encoded *e, size_t at)
{
	char c = e->s[at], before = at > 0 ? e->s[at - 1] : '\n';

	e->mark = before == '\n' && (c == '+' || c == '-') ? c : '\0';
	return e->mark != '\0' || (before == '\\' && memchr("nrt", c, 3));
}

/*
 * The digits that go on with a run that ends at `at`: behind one line's end,
 * as it is or escaped, and the blanks, quotes and marks of a comment or of a
 * sum of strings around it. Where they are is set to at and end.
 */
static bool
find_next_line(const struct encoded *e, size_t *at, size_t *end)
{
	const char *s = e->s;
	size_t i = *at, most = i + GAP_MAX, j;
	int ends = 0, escaped = 0;

	for (; i < e->s_len && i < most; i++) {
		if (s[i] == '\n') {
			ends++;
			i += e->mark != '\0' && s[i + 1] == e->mark;
		} else if (s[i] == '\\' && memchr("nr", s[i + 1], 2)) {
			escaped += s[++i] == 'n';
		} else if (s[i] == '=') {
			return false;
		} else if (digit(s[i])) {
			for (j = i; j < most && memchr("+-/", s[j], 3);)
				j++;
			if (j == i || digit(s[j]))
				break;
			i = j - 1;
		}
	}
	if (ends > 1 || escaped > 1 || ends + escaped == 0)
		return false;
	*at = i;
	for (*end = i; *end < e->s_len && digit(s[*end]);)
		++*end;
	return *end > i;
}

/* Goes on with a run of text in the lines behind it; false: none does. */
static bool
join(struct encoded *e)
{
	size_t at = e->end, end, before = e->text.len, n = before;

	while (find_next_line(e, &at, &end) && end - e->start <= RUN_MAX &&
	       read_digits(e, at, end)) {
		e->end = at = end;
		n = e->text.len;
	}
	buf_truncate(&e->text, n);
	e->joined = e->end;
	return n > before;
}

/* Whether the bytes from i to i + STEP may be of one run. */
static inline bool
may_run(const char *s, size_t i)
{
	return digit(s[i]) && digit(s[i + STEP]) && digit(s[i + STEP / 2]) &&
	       digit(s[i + STEP / 4]) && digit(s[i + STEP - STEP / 4]);
}

/* Two of the places that are looked at are in any run of RUN_MIN bytes. */
static bool
next_run(struct encoded *e)
{
	size_t start, end;

	for (size_t i = e->at; i + STEP < e->s_len; i += STEP) {
		if (!may_run(e->s, i))
			continue;
		for (start = i; start > e->at && digit(e->s[start - 1]);)
			start--;
		for (end = i; end < e->s_len && digit(e->s[end]);)
			end++;
		if (end < i + STEP)
			continue;
		i = e->at = end;
		if (end - start < RUN_MIN || end - start > RUN_MAX)
			continue;
		e->start = start + is_before(e, start);
		e->end = end;
		if (!read_run(e))
			continue;
		e->may_go_on = start >= e->joined;
		return true;
	}
	return false;
}

static bool
next_digits(struct encoded *e)
{
	bool may_go_on = e->may_go_on;

	e->may_go_on = false;
	return (may_go_on && join(e)) || next_run(e);
}

bool
encoded_next(struct encoded *e)
{
	if (!e->escapes && next_digits(e))
		return true;
	if (!e->escapes)
		e->at = 0;
	e->escapes = true;
	while (!encoded_next_escaped(e)) {
		if (++e->kind == ENCODED_KINDS)
			return false;
		e->at = 0;
	}
	return true;
}

void
encoded_release(struct encoded *e)
{
	free(e->places);
	buf_release(&e->text);
}
