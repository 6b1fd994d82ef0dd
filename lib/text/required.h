#ifndef TEXT_REQUIRED_H
#define TEXT_REQUIRED_H

#include "text/sieve.h"
#include <stdbool.h>

/*
 * What every line on which a pattern matches must hold: a run of bytes, each
 * out of a set. It is read off the pattern, cautiously: of what it does not
 * know, required says nothing.
 */
enum {
	REQUIRED_LITERAL = 1 << 0,     /* the pattern is plain text */
	REQUIRED_IGNORE_CASE = 1 << 1, /* as Unicode folds it */
	REQUIRED_ASCII = 1 << 2        /* the text is known to be ASCII */
};

/*
 * Makes the sieve for the best such run. True when the run is the match:
 * where the sieve says it is, the pattern matches, and nowhere else.
 */
bool required_sieve(struct sieve *s, const char *pattern, int flags);

#endif
