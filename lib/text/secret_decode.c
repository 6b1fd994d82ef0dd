/* secret_decode: runs of base64, hexadecimal digits and escapes */
#include "text/secret_decode.h"
#include <ctype.h>
#include <string.h>

enum {
	RUN_MIN = 24, /* the base64 of 18 bytes: no token is shorter */
	STEP = RUN_MIN / 2,
	RUN_MAX = 1 << 20, /* more is an archive or an image */
	ESCAPED_MAX = 4096 /* of an address or a form's value */
};

/* The six bits of a base64 digit of either alphabet, plus one; else 0. */
static const unsigned char digits[256] = {['A'] = 1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    ['a'] = 27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    38,
    39,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    47,
    48,
    49,
    50,
    51,
    52,
    ['0'] = 53,
    54,
    55,
    56,
    57,
    58,
    59,
    60,
    61,
    62,
    ['+'] = 63,
    ['-'] = 63,
    ['/'] = 64,
    ['_'] = 64};

static inline unsigned
digit(char c)
{
	return digits[(unsigned char)c];
}

static unsigned
four_bits(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

static bool
is_text(unsigned c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
}

/* Appends the bytes; false as soon as one is no text. */
static bool
decode_base64(struct buf *out, const char *s, size_t len)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 6 | (digit(s[i]) - 1);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (!is_text(bits >> have & 0xff))
			return false;
		buf_addc(out, (char)(bits >> have & 0xff));
	}
	return true;
}

static bool
decode_hex(struct buf *out, const char *s, size_t len)
{
	unsigned c;

	for (size_t i = 0; i + 1 < len; i += 2) {
		c = four_bits(s[i]) << 4 | four_bits(s[i + 1]);
		if (c > 0xff || !is_text(c))
			return false;
		buf_addc(out, (char)c);
	}
	return len % 2 == 0;
}

static bool
decode_run(struct encoded *e)
{
	const char *s = e->s + e->start;

	buf_truncate(&e->text, 0);
	e->encoding = "hex";
	if (decode_hex(&e->text, s, e->len))
		return true;
	buf_truncate(&e->text, 0);
	e->encoding = "base64";
	return decode_base64(&e->text, s, e->len);
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
		e->start = start;
		e->len = end - start;
		if (e->len >= RUN_MIN && e->len <= RUN_MAX && decode_run(e))
			return true;
	}
	return false;
}

static bool
is_percent(const char *s, size_t len)
{
	return len > 2 && *s == '%' && four_bits(s[1]) < 16 &&
	       four_bits(s[2]) < 16;
}

/* Of JSON's escapes one that no writer needs for a token's bytes. */
static bool
is_needless(const char *s, size_t len)
{
	if (len > 1 && s[0] == '\\' && s[1] == '/')
		return true;
	return len > 5 && memcmp(s, "\\u00", 4) == 0 && four_bits(s[4]) < 8 &&
	       four_bits(s[5]) < 16;
}

static bool
in_escaped(char c, char mark)
{
	return c > ' ' && c < 0x7f && (c == mark || !strchr("\"'`<>\\", c));
}

static void
decode_percent(struct encoded *e)
{
	const char *s = e->s + e->start;

	buf_truncate(&e->text, 0);
	e->encoding = "percent";
	for (size_t i = 0; i < e->len; i++) {
		if (is_percent(s + i, e->len - i)) {
			buf_addc(&e->text, (char)(four_bits(s[i + 1]) << 4 |
						  four_bits(s[i + 2])));
			i += 2;
		} else {
			buf_addc(&e->text, s[i]);
		}
	}
}

/* What no token has in it, such as a line break, becomes a blank. */
static void
decode_json(struct encoded *e)
{
	const char *s = e->s + e->start;
	size_t i = 0;

	buf_truncate(&e->text, 0);
	e->encoding = "JSON";
	while (i < e->len) {
		if (s[i] != '\\') {
			buf_addc(&e->text, s[i++]);
		} else if (i + 1 == e->len) {
			e->len = i; /* of the \" that is behind the run */
		} else if (s[i + 1] != 'u') {
			buf_addc(
			    &e->text, strchr("/\\", s[i + 1]) ? s[i + 1] : ' ');
			i += 2;
		} else if (is_needless(s + i, e->len - i)) {
			buf_addc(&e->text, (char)(four_bits(s[i + 4]) << 4 |
						  four_bits(s[i + 5])));
			i += 6;
		} else {
			buf_addc(&e->text, ' ');
			i += 2;
		}
	}
}

/* The next run in which one of the escapes is that begin with the mark. */
static bool
next_escaped(struct encoded *e, char mark)
{
	const char *end = e->s + e->s_len, *p, *from, *to;
	bool (*is_escape)(const char *, size_t) =
	    mark == '%' ? is_percent : is_needless;

	while ((p = memchr(e->s + e->at, mark, e->s_len - e->at)) != NULL) {
		from = to = p;
		e->at = (size_t)(p - e->s) + 1;
		if (!is_escape(p, (size_t)(end - p)))
			continue;
		while (from > e->s && p - from < ESCAPED_MAX &&
		       in_escaped(from[-1], mark))
			from--;
		while (
		    to < end && to - p < ESCAPED_MAX && in_escaped(*to, mark))
			to++;
		e->at = (size_t)(to - e->s);
		if (to - from < RUN_MIN)
			continue;
		e->start = (size_t)(from - e->s);
		e->len = (size_t)(to - from);
		if (mark == '%')
			decode_percent(e);
		else
			decode_json(e);
		return true;
	}
	return false;
}

static bool
next_in_pass(struct encoded *e)
{
	if (e->pass == ENCODED_RUN)
		return next_run(e);
	return next_escaped(e, e->pass == ENCODED_PERCENT ? '%' : '\\');
}

bool
encoded_next(struct encoded *e)
{
	while (!next_in_pass(e)) {
		if (e->pass == ENCODED_JSON)
			return false;
		e->pass++;
		e->at = 0;
	}
	return true;
}

void
encoded_release(struct encoded *e)
{
	buf_release(&e->text);
}
