#ifndef TEXT_SIEVE_H
#define TEXT_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A fast look for where a run of bytes may be of which each is one of a set,
 * such as `[A-Z]{3}[0-9]` or a word in any case: 32 places at a time, at the
 * three of its bytes that are rarest in source code and prose.
 */
#define SIEVE_MAX    16 /* bytes of a run */
#define SIEVE_PROBES 3

struct sieve {
	size_t n;          /* bytes of the run; 0: it would be no help */
	uint16_t has[256]; /* bit i: this byte may be the i-th */
	struct {
		size_t at;
		unsigned char fill, value; /* byte | fill == value, for most */
	} probes[SIEVE_PROBES];
};

/* How many of a million bytes are in the i-th set, about. */
double sieve_rarity(const uint16_t has[256], size_t i);
/* Chooses the probes for a run of n sets; s->n is 0 when none helps. */
void sieve_make(struct sieve *s, const uint16_t has[256], size_t n);
/* The first place in [p, end) where the run is, or NULL. */
const char *sieve_find(const struct sieve *s, const char *p, const char *end);

#endif
