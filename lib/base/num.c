/* num: numbers from text, whole or not at all */
#include "base/num.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
parse_long(const char *s, long min, long max, long *n)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)s[s[0] == '-']))
		return false;
	errno = 0;
	value = strtol(s, &end, 10);
	if (errno != 0 || *end != '\0' || value < min || value > max)
		return false;
	*n = value;
	return true;
}

bool
parse_double(const char *s, double min, double max, double *n)
{
	char *end;
	double value;

	/* strtod also takes hexadecimal, inf and nan */
	if (!isdigit((unsigned char)s[s[0] == '-']) || strpbrk(s, "xX"))
		return false;
	value = strtod(s, &end);
	if (*end != '\0' || !isfinite(value) || value < min || value > max)
		return false;
	*n = value;
	return true;
}

const char *
plural(long n)
{
	return n == 1 ? "" : "s";
}
