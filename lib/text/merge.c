/* merge: byte pair encoding of one piece, in linear time */
/*
 * Tokens are the encoding of their bytes if and only if each two adjacent
 * ones are that of theirs: a first merge across a boundary would be the
 * first one too with only those two there. So a greedy walk with a way back
 * finds it: take the longest token that comes next; where it cannot stand
 * behind the one before, the longest that it begins with; where none can, no
 * part ends here, and the one before gets shorter. Each place is given up at
 * most once, and no token has more than a few shorter ones. The method is
 * that of "So many tokens, so little time" (GitHub, 2024).
 */
#include "text/merge.h"
#include "base/alloc.h"
#include <stdbool.h>
#include <stdlib.h>

#define BYTES 256 /* the first tokens, and the first in bytes */
#define FEW   16  /* bytes of a short piece */

static inline uint32_t
length(const struct table *t, uint32_t id)
{
	return t->tokens[id].prefix_len & 0xFF;
}

/* The longest token that these bytes begin with: each byte is one. */
static inline uint32_t
longest(const struct table *t, const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + len;
	const struct table_node *node;
	uint32_t base = t->head->root, id = TABLE_NONE;

	for (; p < end; p++) {
		node = &t->nodes[base ^ *p];
		if ((node->id_label & 0xFF) != *p)
			break;
		base = node->base;
		if (node->id_label >> 8 != TABLE_NONE)
			id = node->id_label >> 8;
	}
	return id;
}

/* The token that is merged from these two, or TABLE_NONE. */
static inline uint32_t
joined(const struct table *t, uint32_t left, uint32_t right)
{
	uint64_t pair = table_pair(left, right);
	uint32_t hash = table_hash_pair(pair), bit = table_bit(hash);
	uint32_t n = t->head->pair_slots;
	const uint64_t *slot = &t->pairs[table_slot(hash, n)];

	if (!(t->filter[bit / 64] >> bit % 64 & 1))
		return TABLE_NONE;
	while (*slot != 0) {
		if ((*slot ^ pair) >> TABLE_IDS == 0)
			return (uint32_t)(*slot ^ pair);
		if (++slot == t->pairs + n)
			slot = t->pairs;
	}
	return TABLE_NONE;
}

/*
 * Whether the bytes of these two are encoded as these two. Their merges are
 * undone, the last one first, and at each step the two parts that meet must
 * not have made a token before: not one of a lower rank than the one undone,
 * nor of the same one if that was the right part's, since the left one of
 * two equal pairs goes first.
 */
static bool
stand(const struct table *t, uint32_t left, uint32_t right)
{
	uint32_t limit = TABLE_NONE;
	char two[2];

	for (;;) {
		if (left < BYTES && right < BYTES) {
			two[0] = t->bytes[left];
			two[1] = t->bytes[right];
			return t->twos[table_two(two)] >= limit;
		}
		if (joined(t, left, right) < limit)
			return false;
		if (left > right) {
			limit = left;
			left = t->tokens[left].right;
		} else {
			limit = right + 1;
			right = t->tokens[right].left;
		}
	}
}

static void
make_room(struct merge *m, size_t len)
{
	if (len > m->room) {
		m->room = len < 256 ? 256 : len;
		m->ids = xreallocarray(m->ids, m->room, sizeof(*m->ids));
		m->dead =
		    xreallocarray(m->dead, m->room / 64 + 1, sizeof(*m->dead));
	}
	memset(m->dead, 0, (len / 64 + 1) * sizeof(*m->dead));
}

static size_t
merge_many(struct merge *m, const struct table *t, const char *s, size_t len)
{
	uint32_t id = longest(t, s, len);
	size_t n = 0, at = 0, end;

	for (;;) {
		end = at + length(t, id);
		if (!(m->dead[end / 64] >> end % 64 & 1) &&
		    (n == 0 || stand(t, m->ids[n - 1], id))) {
			m->ids[n++] = id;
			if (end == len)
				return n;
			at = end;
			id = longest(t, s + at, len - at);
			continue;
		}
		id = t->tokens[id].prefix_len >> 8;
		if (id != TABLE_NONE)
			continue;
		m->dead[at / 64] |= (uint64_t)1 << at % 64;
		id = m->ids[--n];
		at -= length(t, id);
	}
}

/* A part of a short piece. */
struct part {
	uint32_t id;
	uint32_t rank; /* joined with the next one, or TABLE_NONE */
};

/* The merge as it is defined: for few bytes it has the fewest steps. */
static size_t
merge_few(struct merge *m, const struct table *t, const char *s, size_t n)
{
	struct part part[FEW + 1];
	size_t best;

	for (size_t i = 0; i < n; i++) {
		part[i].id = longest(t, s + i, 1);
		part[i].rank =
		    i + 1 < n ? t->twos[table_two(s + i)] : TABLE_NONE;
	}
	for (;;) {
		best = 0;
		for (size_t i = 1; i + 1 < n; i++)
			if (part[i].rank < part[best].rank)
				best = i;
		if (part[best].rank == TABLE_NONE)
			break;
		part[best].id = part[best].rank;
		n--;
		for (size_t i = best + 1; i < n; i++)
			part[i] = part[i + 1];
		part[best].rank =
		    best + 1 < n ? joined(t, part[best].id, part[best + 1].id)
				 : TABLE_NONE;
		if (best > 0)
			part[best - 1].rank =
			    joined(t, part[best - 1].id, part[best].id);
	}
	for (size_t i = 0; i < n; i++)
		m->ids[i] = part[i].id;
	return n;
}

size_t
merge(struct merge *m, const struct table *t, const char *s, size_t len)
{
	make_room(m, len);
	return len <= FEW ? merge_few(m, t, s, len) : merge_many(m, t, s, len);
}

void
merge_release(struct merge *m)
{
	free(m->ids);
	free(m->dead);
}
