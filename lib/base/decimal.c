/* decimal: decimal numbers compared by the digits they are written with */
#include "base/decimal.h"
#include <stdlib.h>
#include <string.h>

/* Finds the significant digits of [text, end), which may hold a '.'. */
static void
find_digits(struct decimal *d, const char *text, const char *end)
{
	long place = -1; /* of the digit at p: how many stand before the '.' */
	const char *p;

	for (p = text; p < end && *p != '.'; p++)
		place++;
	d->n = 0;
	for (p = text; p < end; p++) {
		if (*p == '.')
			continue;
		if (*p != '0' && d->n == 0) {
			d->first = p;
			d->exponent = place;
		}
		place--;
		if (*p != '0')
			d->n = (size_t)(d->exponent - place);
	}
}

int
decimal_read(struct decimal *d, const char *text)
{
	const char *end;
	long exponent = 0;

	*d = (struct decimal){.negative = *text == '-', .first = ""};
	text += d->negative;
	end = text + strcspn(text, "eE");
	find_digits(d, text, end);
	if (d->n == 0) {
		d->negative = false;
		return 0;
	}
	if (*end != '\0')
		exponent = strtol(end + 1, NULL, 10);
	if (exponent > DECIMAL_MAX || exponent < -DECIMAL_MAX ||
	    end - text > DECIMAL_MAX + 1)
		return -1;
	d->exponent += exponent;
	return 0;
}

static char
next_digit(const char **p)
{
	if (**p == '.')
		++*p;
	return *(*p)++;
}

static int
compare_magnitudes(const struct decimal *a, const struct decimal *b)
{
	const char *p = a->first, *q = b->first;

	if (a->n == 0 || b->n == 0)
		return (a->n > 0) - (b->n > 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		int difference = next_digit(&p) - next_digit(&q);

		if (difference != 0)
			return difference;
	}
	return (a->n > b->n) - (a->n < b->n);
}

int
decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? compare_magnitudes(b, a)
			   : compare_magnitudes(a, b);
}

/* The exponent of its last digit. */
static long
last_exponent(const struct decimal *d)
{
	return d->exponent - (long)d->n + 1;
}

bool
decimal_is_integer(const struct decimal *d)
{
	return d->n == 0 || last_exponent(d) >= 0;
}

bool
decimal_to_long(const struct decimal *d, long *n)
{
	const char *p = d->first;
	long value = 0, digit;

	if (!decimal_is_integer(d) || (d->n > 0 && d->exponent > 18))
		return false;
	for (long i = 0; d->n > 0 && i <= d->exponent; i++) {
		digit = (size_t)i < d->n ? next_digit(&p) - '0' : 0;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(
			value, d->negative ? -digit : digit, &value))
			return false;
	}
	*n = value;
	return true;
}

bool
decimal_is_multiple(const struct decimal *a, const struct decimal *b)
{
	uint64_t divisor = 0, rest = 0;
	long zeros = last_exponent(a) - last_exponent(b);
	const char *p = b->first;

	if (a->n == 0)
		return true;
	/* a's last digit is no 0: ten does not divide its digits */
	if (zeros < 0)
		return false;
	for (size_t i = 0; i < b->n; i++)
		divisor = divisor * 10 + (uint64_t)(next_digit(&p) - '0');
	p = a->first;
	for (size_t i = 0; i < a->n; i++)
		rest = (rest * 10 + (uint64_t)(next_digit(&p) - '0')) % divisor;
	for (; zeros > 0 && rest > 0; zeros--)
		rest = rest * 10 % divisor;
	return rest == 0;
}

uint64_t
decimal_hash(const struct decimal *d)
{
	uint64_t h = (uint64_t)d->exponent * 2 + d->negative;
	const char *p = d->first;

	if (d->n == 0)
		return 0;
	for (size_t i = 0; i < d->n; i++)
		h = (h ^ (unsigned char)next_digit(&p)) * 0x100000001b3;
	return h;
}
