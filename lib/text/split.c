/* split: cut text into the pieces of o200k_base and cl100k_base */
/*
 * The patterns as tiktoken publishes them (its npm package 1.0.22), in the
 * names that are used below:
 *
 * o200k  word      [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*
 *                  [\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *                | [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+
 *                  [\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *        number    \p{N}{1,3}
 *        symbols    ?[^\s\p{L}\p{N}]+[\r\n/]*
 *        space     \s*[\r\n]+|\s+(?!\S)|\s+
 * cl100k           (?i:'s|'t|'re|'ve|'m|'ll|'d)
 *        letters   [^\r\n\p{L}\p{N}]?\p{L}+
 *        number    \p{N}{1,3}
 *        symbols    ?[^\s\p{L}\p{N}]+[\r\n]*
 *        space     \s*[\r\n]+|\s+(?!\S)|\s+
 */
#include "text/split.h"
#include "text/ascii.h"
#include "text/class.h"
#include "text/rest.h"
#include <stdbool.h>
#include <string.h>

enum {
	LETTERS = CLASS_UPPER | CLASS_LOWER | CLASS_LETTER,
	HEAD = CLASS_UPPER | CLASS_LETTER | CLASS_MARK,
	TAIL = CLASS_LOWER | CLASS_LETTER | CLASS_MARK,
	BOTH = HEAD & TAIL,
	SYMBOL = CLASS_OTHER | CLASS_MARK,
	PREFIX = SYMBOL | CLASS_SPACE,
	WHITE = CLASS_SPACE | CLASS_NEWLINE,
};

/* Steps over (?i:'s|'t|'re|'ve|'m|'ll|'d); U+017F is another case of s. */
static bool
contraction(struct rest *r)
{
	size_t left = (size_t)(r->end - r->s);
	char a, b;

	if (left < 2 || r->s[0] != '\'')
		return false;
	a = r->s[1] | 0x20;
	b = left > 2 ? r->s[2] | 0x20 : 0;
	if (a == 's' || a == 't' || a == 'm' || a == 'd') {
		r->s += 2;
		return true;
	}
	if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') ||
	    (a == 'l' && b == 'l') ||
	    (left > 2 && memcmp(r->s + 1, "\xC5\xBF", 2) == 0)) {
		r->s += 3;
		return true;
	}
	return false;
}

/*
 * HEAD*TAIL+ or HEAD+TAIL*. HEAD* takes all it can; when nothing of TAIL
 * follows, it gives back up to the last character that is of both sets.
 */
static bool
word_body(struct rest *r, bool *only_upper)
{
	const char *start = r->s, *both = NULL;
	unsigned class;
	size_t n;

	*only_upper = false;
	while ((class = rest_peek(r, &n)) & HEAD) {
		r->s += n;
		if (class & BOTH)
			both = r->s;
	}
	if (class & TAIL) {
		rest_skip(r, TAIL);
		return true;
	}
	if (both != NULL) {
		r->s = both;
		return true;
	}
	*only_upper = true;
	return r->s > start;
}

/*
 * A mark may be the prefix or belong to the word. As the prefix it comes
 * first; but a word of capitals only is the second alternative, before
 * which the first is tried with the mark as the whole word.
 */
static bool
word(struct rest *r)
{
	struct rest at = *r;
	bool only_upper, found;
	unsigned class;
	size_t n;

	class = rest_peek(&at, &n);
	if (class & PREFIX)
		at.s += n;
	found = word_body(&at, &only_upper);
	if (class == CLASS_MARK && only_upper) {
		at.s = r->s + n;
		found = true;
	}
	if (!found)
		return false;
	contraction(&at);
	*r = at;
	return true;
}

static bool
letters(struct rest *r)
{
	struct rest at = *r;
	const char *start;
	size_t n;

	if (rest_peek(&at, &n) & PREFIX)
		at.s += n;
	start = at.s;
	rest_skip(&at, LETTERS);
	if (at.s == start)
		return false;
	*r = at;
	return true;
}

static bool
number(struct rest *r)
{
	size_t n;

	if (!(rest_peek(r, &n) & CLASS_NUMBER))
		return false;
	for (int i = 0; i < 3 && rest_peek(r, &n) & CLASS_NUMBER; i++)
		r->s += n;
	return true;
}

static bool
symbols(struct rest *r, const char *after)
{
	struct rest at = *r;
	size_t n;

	if (*at.s == ' ')
		at.s++;
	if (!(rest_peek(&at, &n) & SYMBOL))
		return false;
	rest_skip(&at, SYMBOL);
	rest_skip_bytes(&at, after);
	*r = at;
	return true;
}

/* Up to the last line end; else all but the last if more text follows. */
static void
space(struct rest *r)
{
	const char *start = r->s, *last = r->s, *newline = NULL;
	unsigned class;
	size_t n;

	while ((class = rest_peek(r, &n)) & WHITE) {
		last = r->s;
		r->s += n;
		if (class & CLASS_NEWLINE)
			newline = r->s;
	}
	if (newline != NULL)
		r->s = newline;
	else if (r->s < r->end && last > start)
		r->s = last;
}

size_t
split_next(enum split_pattern pattern, const char *s, size_t len)
{
	struct rest r = {.s = s, .end = s + len};

	if (pattern == SPLIT_O200K) {
		if (!word(&r) && !number(&r) && !symbols(&r, "\r\n/"))
			space(&r);
	} else if (!contraction(&r) && !letters(&r) && !number(&r) &&
		   !symbols(&r, "\r\n\n")) {
		space(&r);
	}
	return (size_t)(r.s - s);
}

#ifdef __SSE2__
/* Where a run of spaces is cut that other text follows. */
static inline size_t
ascii_space(const struct ascii *a, unsigned run)
{
	unsigned newlines = a->newlines & ((1U << run) - 1);

	if (newlines != 0)
		return 32 - (size_t)__builtin_clz(newlines);
	return run > 1 ? run - 1 : 1;
}

/*
 * The first piece, if it and what ends it are ASCII and among the first 16
 * of more bytes; else 0.
 */
static inline size_t
ascii_piece(enum split_pattern pattern, const char *s, const char *end)
{
	struct ascii a = ascii_of(s);
	struct rest r = {.s = s, .end = end};
	unsigned letters = a.lower | a.upper, n;
	unsigned prefix = (a.symbols | (a.white & ~a.newlines)) & 1;

	if (letters >> prefix & 1) {
		if (pattern == SPLIT_CL100K && *s == '\'')
			return 0;
		n = pattern == SPLIT_CL100K ? prefix
					    : ascii_run(a.upper, prefix);
		n = ascii_run(pattern == SPLIT_CL100K ? letters : a.lower, n);
		r.s += n;
		if (n < 16 && pattern == SPLIT_O200K)
			contraction(&r);
	} else if (a.digits & 1) {
		n = ascii_run(a.digits, 0);
		if (n >= 3)
			return 3;
		r.s += n;
	} else if (a.symbols >> (*s == ' ') & 1) {
		n = ascii_run(a.symbols, *s == ' ');
		r.s += n;
		if (n < 16)
			rest_skip_bytes(
			    &r, pattern == SPLIT_CL100K ? "\r\n\n" : "\r\n/");
	} else {
		n = ascii_run(a.white, 0);
		r.s += n < 16 ? ascii_space(&a, n) : n;
	}
	if (n >= 16 || (a.beyond >> n & 1))
		return 0;
	return (size_t)(r.s - s);
}
#endif

size_t
split(enum split_pattern pattern, const char *s, size_t len, size_t *ends,
    size_t max)
{
	size_t n, piece, at = 0;

	for (n = 0; n < max && at < len; n++) {
		piece = 0;
#ifdef __SSE2__
		if (len - at > 16)
			piece = ascii_piece(pattern, s + at, s + len);
#endif
		if (piece == 0)
			piece = split_next(pattern, s + at, len - at);
		at += piece;
		ends[n] = at;
	}
	return n;
}
