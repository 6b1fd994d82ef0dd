/* sieve: where a run of bytes out of given sets is */
#include "text/sieve.h"
#include <string.h>

/* A vector of bytes, which the compiler maps to what the processor has. */
typedef unsigned char block __attribute__((vector_size(32), aligned(1)));
typedef uint64_t words __attribute__((vector_size(32)));

/* Of a million bytes of C, English and JavaScript so many are from 32 on. */
static const uint16_t often[96] = {11500, 500, 3600, 1500, 500, 500, 1700, 2000,
    11000, 11000, 6500, 1300, 14000, 12000, 9000, 8000, 14000, 9000, 6500, 4500,
    4300, 3600, 3600, 3000, 4000, 3000, 3600, 10000, 1800, 9000, 5000, 300, 300,
    7800, 4600, 7000, 6700, 11500, 4800, 4000, 2900, 8400, 600, 1500, 6700,
    4900, 7800, 7000, 6600, 700, 8500, 9500, 9500, 3600, 2400, 2400, 2200, 1900,
    600, 1200, 600, 1200, 100, 38000, 150, 36000, 9500, 25000, 26000, 62000,
    17000, 10000, 12500, 43000, 1000, 6000, 27000, 18000, 42000, 36000, 21000,
    1500, 47000, 39000, 56000, 21000, 8000, 7000, 8500, 9500, 1500, 2600, 900,
    2600, 150, 10};

static double
frequency(unsigned char c)
{
	if (c == ' ')
		return 110000;
	if (c == '\t' || c == '\n')
		return 40000;
	return c >= 32 && c < 128 ? often[c - 32] : 30;
}

double
sieve_rarity(const uint16_t has[256], size_t i)
{
	double sum = 0;

	for (int c = 0; c < 256; c++)
		if (has[c] >> i & 1)
			sum += frequency((unsigned char)c);
	return sum;
}

/* The smallest test of some bits that every byte of the set passes. */
static void
probe_at(struct sieve *s, size_t probe, size_t at)
{
	unsigned char all = 0, none = 0xff;

	for (int c = 0; c < 256; c++) {
		if (s->has[c] >> at & 1) {
			all |= (unsigned char)c;
			none &= (unsigned char)c;
		}
	}
	s->probes[probe].at = at;
	s->probes[probe].fill = all & (unsigned char)~none;
	s->probes[probe].value = all;
}

/* Of a million bytes, how many pass the probe of the set at a place. */
static double
probe_rarity(const struct sieve *s, size_t at)
{
	struct sieve p = *s;
	double sum = 0;

	probe_at(&p, 0, at);
	for (int c = 0; c < 256; c++)
		if ((c | p.probes[0].fill) == p.probes[0].value)
			sum += frequency((unsigned char)c);
	return sum;
}

void
sieve_make(struct sieve *s, const uint16_t has[256], size_t n)
{
	double rarity[SIEVE_MAX], passed = 1;
	size_t best;

	*s = (struct sieve){.n = n};
	memcpy(s->has, has, sizeof(s->has));
	for (size_t i = 0; i < n; i++)
		rarity[i] = probe_rarity(s, i);
	for (size_t probe = 0; probe < SIEVE_PROBES; probe++) {
		best = 0;
		for (size_t i = 1; i < n; i++)
			if (rarity[i] < rarity[best])
				best = i;
		if (n == 0)
			return;
		probe_at(s, probe, best);
		if (rarity[best] < 1e6)
			passed *= rarity[best] / 1e6;
		rarity[best] = 1e6; /* where there are fewer, one comes again */
	}
	if (passed > 0.02)
		s->n = 0;
}

/* Whether the run is at p: all of it, where the probes saw three bytes. */
static bool
is_at(const struct sieve *s, const unsigned char *p)
{
	for (size_t i = 0; i < s->n; i++)
		if (!(s->has[p[i]] >> i & 1))
			return false;
	return true;
}

static const unsigned char *
look(const struct sieve *s, const unsigned char *p, const unsigned char *end)
{
	for (; p < end; p++)
		if (is_at(s, p))
			return p;
	return NULL;
}

/*
 * The first block from p on, with room for the run behind it, in which the
 * probes pass somewhere: two blocks at once, for one look at the outcome.
 */
static inline __attribute__((always_inline)) const unsigned char *
pass(const struct sieve *s, const unsigned char *p, const unsigned char *last)
{
	const unsigned char *at[SIEVE_PROBES];
	block fill[SIEVE_PROBES], value[SIEVE_PROBES], a, b;
	words any;

	for (int i = 0; i < SIEVE_PROBES; i++) {
		at[i] = p + s->probes[i].at;
		fill[i] = (block){} + s->probes[i].fill;
		value[i] = (block){} + s->probes[i].value;
	}
	for (size_t n = 0; p + n < last; n += 2 * sizeof(block)) {
		a = b = (block){} - 1;
		for (int i = 0; i < SIEVE_PROBES; i++) {
			const block *v = (const block *)(at[i] + n);

			a &= (block)((v[0] | fill[i]) == value[i]);
			b &= (block)((v[1] | fill[i]) == value[i]);
		}
		any = (words)(a | b);
		if (any[0] | any[1] | any[2] | any[3])
			return p + n;
	}
	return NULL;
}

#ifdef __x86_64__
static __attribute__((target("avx2"))) const unsigned char *
pass_wide(
    const struct sieve *s, const unsigned char *p, const unsigned char *last)
{
	return pass(s, p, last);
}
#endif

static const unsigned char *
pass_any(
    const struct sieve *s, const unsigned char *p, const unsigned char *last)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return pass_wide(s, p, last);
#endif
	return pass(s, p, last);
}

const char *
sieve_find(const struct sieve *s, const char *text, const char *text_end)
{
	const unsigned char *p = (const unsigned char *)text, *found;
	const unsigned char *end = (const unsigned char *)text_end;
	size_t margin = s->n + 2 * sizeof(block);

	while ((size_t)(end - p) >= margin) {
		found = pass_any(s, p, end - margin + 1);
		if (found == NULL) {
			/* what is left begins in the last block not seen */
			p += ((size_t)(end - p) - margin + 2 * sizeof(block)) /
			     (2 * sizeof(block)) * (2 * sizeof(block));
			break;
		}
		p = found + 2 * sizeof(block);
		found = look(s, found, p);
		if (found != NULL)
			return (const char *)found;
	}
	if ((size_t)(end - p) < s->n || p > end)
		return NULL;
	return (const char *)look(s, p, end - s->n + 1);
}
