#ifndef TEXT_ASCII_H
#define TEXT_ASCII_H

#ifdef __SSE2__
#include <emmintrin.h>

/*
 * What each of 16 bytes of text is, a bit for each, the first one lowest:
 * so that a run is measured without a loop. SSE2, which any x86-64 has; on
 * other machines there is nothing here.
 */
struct ascii {
	unsigned beyond; /* not ASCII */
	unsigned lower, upper, digits;
	unsigned white; /* newlines too: */
	unsigned newlines;
	unsigned symbols; /* none of these */
};

static inline __m128i
ascii_range(__m128i v, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8(first - 1)),
	    _mm_cmplt_epi8(v, _mm_set1_epi8(last + 1)));
}

static inline __m128i
ascii_is(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static inline unsigned
ascii_bits(__m128i v)
{
	return (unsigned)_mm_movemask_epi8(v);
}

static inline struct ascii
ascii_of(const char *s)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	struct ascii a;

	a.beyond = ascii_bits(v);
	a.lower = ascii_bits(ascii_range(v, 'a', 'z'));
	a.upper = ascii_bits(ascii_range(v, 'A', 'Z'));
	a.digits = ascii_bits(ascii_range(v, '0', '9'));
	a.white = ascii_bits(
	    _mm_or_si128(ascii_is(v, ' '), ascii_range(v, '\t', '\r')));
	a.newlines =
	    ascii_bits(_mm_or_si128(ascii_is(v, '\n'), ascii_is(v, '\r')));
	a.symbols =
	    0xFFFF & ~(a.beyond | a.lower | a.upper | a.digits | a.white);
	return a;
}

/* Where the run of set bits that starts at bit `from` ends. */
static inline unsigned
ascii_run(unsigned bits, unsigned from)
{
	return from + (unsigned)__builtin_ctz(~(bits >> from));
}

#endif
#endif
