#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>

/* Whole decimal text to *n within min..max; false (n untouched) if not. */
bool parse_long(const char *s, long min, long max, long *n);
/* The same for a finite decimal number, such as 0.5 or 1e-3. */
bool parse_double(const char *s, double min, double max, double *n);

/* What makes the plural of most words: "s", but "" for one. */
const char *plural(long n);

#endif
