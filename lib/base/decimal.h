#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A decimal number as its text says it, never rounded to binary and never
 * expanded: d.ddd times ten to the exponent, the digits left where they
 * are. The text must outlive it. Zero has no digits.
 */
#define DECIMAL_MAX 9999 /* digits, and exponents as written */

struct decimal {
	bool negative;
	const char *first; /* first digit that is not 0; a '.' may follow */
	size_t n;          /* digits up to the last that is not 0 */
	long exponent;     /* of the first digit */
};

/* Reads text in JSON's grammar. -1 beyond DECIMAL_MAX digits or exponent. */
int decimal_read(struct decimal *d, const char *text);
/* Below, equal or above zero as a is below, equal to or above b. */
int decimal_compare(const struct decimal *a, const struct decimal *b);
bool decimal_is_integer(const struct decimal *d);
/* An integer that fits, to *n; false (n untouched) for any other number. */
bool decimal_to_long(const struct decimal *d, long *n);
/*
 * Whether a is a whole multiple of b, which is above zero and has at most
 * DECIMAL_DIVISOR digits.
 */
#define DECIMAL_DIVISOR 18
bool decimal_is_multiple(const struct decimal *a, const struct decimal *b);
/* The same for equal numbers, however they are written. */
uint64_t decimal_hash(const struct decimal *d);

#endif
