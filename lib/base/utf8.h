#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, up to 10FFFF. */

/*
 * Decodes the code point at s (len > 0 bytes) into *cp and returns its
 * length; 0 when the bytes there are no valid UTF-8.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);
/* Writes cp (a valid one) to out, 1 to 4 bytes; returns how many. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* The length of the longest valid prefix of s. */
size_t utf8_valid(const char *s, size_t len);
/* The largest n <= max at which s may be cut between code points. */
size_t utf8_cut(const char *s, size_t len, size_t max);

#endif
