/* bytes: what bytes a text has */
#include "text/bytes.h"
#include <stdbool.h>
#include <stdint.h>

/* A vector of bytes, which the compiler maps to what the processor has. */
typedef unsigned char block __attribute__((vector_size(32), aligned(1)));
typedef uint64_t words __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) int
kinds(const unsigned char *s, size_t len)
{
	block high = {}, nul = {};
	words h, n;
	int found = 0;
	size_t i;

	for (i = 0; i + 2 * sizeof(block) <= len; i += 2 * sizeof(block)) {
		const block *v = (const block *)(s + i);

		high |= v[0] | v[1];
		nul |= (block)(v[0] == 0) | (block)(v[1] == 0);
	}
	h = (words)high;
	n = (words)nul;
	if ((h[0] | h[1] | h[2] | h[3]) & UINT64_C(0x8080808080808080))
		found |= BYTES_HIGH;
	if (n[0] | n[1] | n[2] | n[3])
		found |= BYTES_NUL;
	for (; i < len; i++)
		found |= s[i] & 0x80 ? BYTES_HIGH : s[i] ? 0 : BYTES_NUL;
	return found;
}

/* A byte of `n` counts up to 255 newlines, one in each place of a block. */
static inline __attribute__((always_inline)) size_t
lines(const unsigned char *s, size_t len)
{
	size_t i = 0, stop, total = 0;
	block n;

	while (i + sizeof(block) <= len) {
		stop = len - i < 255 * sizeof(block) ? len
						     : i + 255 * sizeof(block);
		for (n = (block){}; i + sizeof(block) <= stop;
		     i += sizeof(block))
			n -= (block)(*(const block *)(s + i) == '\n');
		for (size_t j = 0; j < sizeof(block); j++)
			total += n[j];
	}
	for (; i < len; i++)
		total += s[i] == '\n';
	return total;
}

#ifdef __x86_64__
static __attribute__((target("avx2"))) size_t
lines_wide(const unsigned char *s, size_t len)
{
	return lines(s, len);
}

static __attribute__((target("avx2"))) int
kinds_wide(const unsigned char *s, size_t len)
{
	return kinds(s, len);
}
#endif

int
bytes_kinds(const char *s, size_t len)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return kinds_wide((const unsigned char *)s, len);
#endif
	return kinds((const unsigned char *)s, len);
}

size_t
bytes_lines(const char *s, size_t len)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return lines_wide((const unsigned char *)s, len);
#endif
	return lines((const unsigned char *)s, len);
}
