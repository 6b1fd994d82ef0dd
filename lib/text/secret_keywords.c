/* secret_keywords: where in a text the keywords of the rules may stand */
#include "text/secret_keywords.h"
#include "base/alloc.h"
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Of each keyword the three bytes that text holds most seldom are hashed, in
 * lower case. A bit for each hash says whether to look at all; behind it
 * hangs the list of the keywords.
 */
enum { GRAM = SECRET_GRAM, BUCKETS = 1024 };

/* The rules made ready; it describes the process. */
static struct {
	bool ready;
	uint64_t bits[1024];
	struct secret_keyword *bucket[BUCKETS];
	struct pattern **patterns;
} index_;

/* Reads GRAM + 1 bytes. */
static inline uint32_t
hash_at(const char *s)
{
	uint32_t gram;

	memcpy(&gram, s, sizeof(gram));
	return ((le32toh(gram) & 0xffffff) | 0x202020) * 0x9E3779B1u >> 16;
}

/* How often letters stand in text, roughly, in tenths of a percent. */
static int
frequency(char c)
{
	static const char order[] = "etaoinsrhldcumfpgwybvkxjqz";
	const char *p = memchr(order, c | 0x20, sizeof(order) - 1);

	return p ? 127 >> (p - order) / 4 : 0;
}

static void
add_keyword(const struct secret_rule *rule, const char *s, size_t len)
{
	struct secret_keyword *k = xcalloc(1, sizeof(*k));
	int least = 1000, sum;
	uint32_t hash;

	*k = (struct secret_keyword){.s = s, .len = len, .rule = rule};
	for (size_t i = 0; i + GRAM <= len; i++) {
		sum =
		    frequency(s[i]) + frequency(s[i + 1]) + frequency(s[i + 2]);
		if (sum < least) {
			least = sum;
			k->at = i;
		}
	}
	hash = hash_at(s + k->at); /* the NUL or a | is behind it */
	index_.bits[hash >> 6] |= (uint64_t)1 << (hash & 63);
	k->next = index_.bucket[hash % BUCKETS];
	index_.bucket[hash % BUCKETS] = k;
}

static void
make_ready(void)
{
	const char *s;
	size_t n;

	if (index_.ready)
		return;
	for (size_t i = 0; i < n_secret_rules; i++) {
		for (s = secret_rules[i].keywords; *s; s += n + (s[n] == '|')) {
			n = strcspn(s, "|");
			add_keyword(&secret_rules[i], s, n);
		}
	}
	index_.patterns = xcalloc(n_secret_rules, sizeof(*index_.patterns));
	index_.ready = true;
}

struct pattern *
secret_pattern(const struct secret_rule *rule)
{
	struct pattern **p = &index_.patterns[rule - secret_rules];
	char *text;

	if (*p == NULL) {
		text = xasprintf("\\G(?:%s)", rule->tail);
		*p = pattern_compile(text, PATTERN_BYTES | PATTERN_JIT, NULL);
		free(text);
		if (*p == NULL)
			abort(); /* a test compiles each of them */
	}
	return *p;
}

/* The loop that the time goes to. */
const struct secret_keyword *
secret_keywords_next(const char *s, size_t *at, size_t end)
{
	const struct secret_keyword *k;
	uint32_t hash;

	make_ready();
	for (size_t i = *at; i < end; i++) {
		hash = hash_at(s + i);
		if (!(index_.bits[hash >> 6] >> (hash & 63) & 1))
			continue;
		k = index_.bucket[hash % BUCKETS];
		if (k == NULL)
			continue;
		*at = i;
		return k;
	}
	return NULL;
}
