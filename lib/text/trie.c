/* trie: all tokens as a trie in a double array (J. Aoe, 1989) */
#include "text/trie.h"
#include "base/alloc.h"
#include <stdlib.h>

enum { NODE = 1, BASE = 2 }; /* what is used of a slot */

static uint32_t
token_len(const struct trie *t, uint32_t id)
{
	return t->tokens[id].prefix_len & 0xFF;
}

static const unsigned char *
token_bytes(const struct trie *t, uint32_t id)
{
	return (const unsigned char *)t->bytes + t->tokens[id].at;
}

/* The label of a free slot is one that no base in use looks for there. */
static void
trie_extend(struct trie *t)
{
	uint32_t end = t->size + 256;

	t->nodes = xreallocarray(t->nodes, end, sizeof(*t->nodes));
	t->used = xreallocarray(t->used, end, sizeof(*t->used));
	for (; t->size < end; t->size++) {
		t->nodes[t->size] = (struct table_node){
		    .id_label = TABLE_NONE << 8 | (~t->size & 0xFF)};
		t->used[t->size] = (t->size & 0xFF) == 0xFF ? BASE : 0;
	}
}

/* The first base that has free slots for all n labels; they are taken. */
static uint32_t
trie_place(struct trie *t, const unsigned char *labels, size_t n)
{
	uint32_t at, base;
	size_t i;

	while (t->free < t->size && (t->used[t->free] & NODE))
		t->free++;
	for (at = t->free, i = 0; i < n; at++) {
		if (at >= t->size)
			trie_extend(t);
		base = at ^ labels[0];
		if (t->used[base] & BASE)
			continue;
		for (i = 0; i < n && !(t->used[base ^ labels[i]] & NODE);)
			i++;
	}
	t->used[base] |= BASE;
	for (i = 0; i < n; i++)
		t->used[base ^ labels[i]] |= NODE;
	return base;
}

/*
 * Makes the nodes below one for n tokens, in the order of their bytes, that
 * begin with the same `depth` bytes and go on. Returns that node's base.
 */
static uint32_t
trie_add(struct trie *t, const uint32_t *ids, size_t n, uint32_t depth)
{
	unsigned char labels[256];
	size_t from[257], kinds = 0, skip;
	uint32_t base;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = token_bytes(t, ids[i])[depth];

		if (kinds == 0 || c != labels[kinds - 1]) {
			from[kinds] = i;
			labels[kinds++] = c;
		}
	}
	if (kinds == 0)
		return 0;
	from[kinds] = n;
	base = trie_place(t, labels, kinds);
	for (size_t k = 0; k < kinds; k++) {
		uint32_t id = ids[from[k]], at = base ^ labels[k];

		skip = token_len(t, id) == depth + 1;
		t->nodes[at].id_label =
		    (skip ? id : TABLE_NONE) << 8 | labels[k];
		n = trie_add(t, ids + from[k] + skip,
		    from[k + 1] - from[k] - skip, depth + 1);
		t->nodes[at].base = (uint32_t)n;
	}
	return base;
}

static int
by_bytes(const void *a, const void *b, void *trie)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint32_t m = token_len(trie, x), n = token_len(trie, y);
	int c =
	    memcmp(token_bytes(trie, x), token_bytes(trie, y), m < n ? m : n);

	return c ? c : (int)m - (int)n;
}

void
trie_build(struct trie *t, uint32_t n)
{
	uint32_t *ids = xcalloc(n, sizeof(*ids));

	for (uint32_t i = 0; i < n; i++)
		ids[i] = i;
	qsort_r(ids, n, sizeof(*ids), by_bytes, t);
	trie_extend(t); /* free for ever: what base 0 finds */
	t->free = t->size;
	t->root = trie_add(t, ids, n, 0);
	free(ids);
}

void
trie_release(struct trie *t)
{
	free(t->nodes);
	free(t->used);
}
