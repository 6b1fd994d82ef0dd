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
#define FEW   16  /* bytes of a short piece, runs of another */

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
 * two equal pairs goes first. That they are no token together is known if
 * they are said to be apart.
 */
static bool
stand(const struct table *t, uint32_t left, uint32_t right, bool apart)
{
	uint32_t limit = TABLE_NONE;
	char two[2];

	for (;; apart = false) {
		if (left < BYTES && right < BYTES) {
			two[0] = t->bytes[left];
			two[1] = t->bytes[right];
			return t->twos[table_two(two)] >= limit;
		}
		if (!apart && joined(t, left, right) < limit)
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
	bool full = true, before = true; /* id and the last: the longest */
	size_t n = 0, at = 0, end;

	for (;;) {
		end = at + length(t, id);
		if (!(m->dead[end / 64] >> end % 64 & 1) &&
		    (n == 0 || stand(t, m->ids[n - 1], id, before))) {
			m->ids[n++] = id;
			if (end == len)
				return n;
			at = end;
			id = longest(t, s + at, len - at);
			before = full;
			full = true;
			continue;
		}
		full = false;
		id = t->tokens[id].prefix_len >> 8;
		if (id != TABLE_NONE)
			continue;
		m->dead[at / 64] |= (uint64_t)1 << at % 64;
		id = m->ids[--n];
		at -= length(t, id);
		before = false;
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

/* A token that stands there count times in a row. */
struct run {
	uint32_t id;
	uint32_t twice; /* joined with itself, or TABLE_NONE */
	uint32_t next;  /* joined with the next run's, or TABLE_NONE */
	size_t count;
};

/* The runs of bytes, if they are no more than FEW; else 0. */
static size_t
runs_of(const struct table *t, struct run *run, const char *s, size_t len)
{
	size_t n = 0, end;

	for (size_t i = 0; i < len; i = end) {
		if (n == FEW)
			return 0;
		for (end = i + 1; end < len && s[end] == s[i];)
			end++;
		run[n++] =
		    (struct run){.id = longest(t, s + i, 1), .count = end - i};
	}
	return n;
}

static void
judge(const struct table *t, struct run *run, const struct run *end)
{
	run->twice = run->next = TABLE_NONE;
	if (run->count > 1)
		run->twice = joined(t, run->id, run->id);
	if (run + 1 < end)
		run->next = joined(t, run->id, run[1].id);
}

/*
 * Joins the pairs of run i, of which a last token may be left, or where that
 * is of a higher rank its last token and the first one of the next. Returns
 * how many runs there are then: at most one more.
 */
static size_t
join(const struct table *t, struct run *run, size_t n, size_t i)
{
	struct run a = run[i], b, made[3];
	size_t used = a.twice <= a.next ? 1 : 2, now = 0;

	if (used == 1) {
		made[now++] = (struct run){.id = a.twice, .count = a.count / 2};
		if (a.count % 2 != 0)
			made[now++] = (struct run){.id = a.id, .count = 1};
	} else {
		b = run[i + 1];
		if (--a.count > 0)
			made[now++] = a;
		made[now++] = (struct run){.id = a.next, .count = 1};
		if (--b.count > 0)
			made[now++] = b;
	}
	memmove(run + i + now, run + i + used, (n - i - used) * sizeof(*run));
	memcpy(run + i, made, now * sizeof(*run));
	n += now - used;
	for (size_t k = i > 0 ? i - 1 : 0; k < i + now; k++)
		judge(t, run + k, run + n);
	return n;
}

static inline uint32_t
lowest(const struct run *r)
{
	return r->twice < r->next ? r->twice : r->next;
}

/*
 * The same where the bytes are few runs of any length: all pairs of a run
 * are joined at once, since what their tokens make is of a higher rank.
 * Returns 0 where runs are, or get, too many.
 */
static size_t
merge_runs(struct merge *m, const struct table *t, const char *s, size_t len)
{
	struct run run[FEW + 1];
	size_t n = runs_of(t, run, s, len), best, ids = 0;

	for (size_t i = 0; i < n; i++)
		judge(t, run + i, run + n);
	while (n > 0 && n <= FEW) {
		best = 0;
		for (size_t i = 1; i < n; i++)
			if (lowest(run + i) < lowest(run + best))
				best = i;
		if (lowest(run + best) == TABLE_NONE)
			break;
		n = join(t, run, n, best);
	}
	if (n > FEW)
		return 0;
	for (size_t i = 0; i < n; i++)
		while (run[i].count-- > 0)
			m->ids[ids++] = run[i].id;
	return ids;
}

size_t
merge(struct merge *m, const struct table *t, const char *s, size_t len)
{
	size_t n;

	make_room(m, len);
	n = (len <= FEW ? merge_few : merge_runs)(m, t, s, len);
	return n > 0 ? n : merge_many(m, t, s, len);
}

void
merge_release(struct merge *m)
{
	free(m->ids);
	free(m->dead);
}
