#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The file that gentable makes of a rank list and tokens.c maps: a header,
 * the tokens in the order of their ids, and the ways to find one: by all of
 * its bytes when they are few (an open-addressing table, in which most
 * look-ups touch one cache line), as the longest one that some text begins
 * with (a trie), and by the two bytes or two tokens that it is merged from
 * (an array, and another open-addressing table behind a filter, since most
 * pairs are none); then the bytes of all. In the byte order of the machine
 * that made it.
 */
#define TABLE_MAGIC   "codextok"
#define TABLE_VERSION 4
#define TABLE_ORDER   0x01020304U
#define TABLE_SHORT   12  /* bytes of a token that fit a slot */
#define TABLE_LONGEST 128 /* bytes of the longest token */
#define TABLE_IDS     18  /* bits of an id */
#define TABLE_FILTER  21  /* bits of the number of a bit in the filter */
#define TABLE_NONE    0xFFFFFFU

struct table_header {
	char magic[8];
	uint32_t version;
	uint32_t order;
	uint64_t size;    /* of the whole file */
	uint32_t pattern; /* enum split_pattern */
	uint32_t tokens;
	uint32_t short_slots, pair_slots, nodes;
	uint32_t root; /* the trie's first base */
	uint64_t bytes;
	char name[16];            /* of the encoding */
	unsigned char sha256[32]; /* of the rank list */
	uint64_t sum;             /* table_sum of all before it */
};

struct table_token {
	uint32_t at;          /* its bytes, among those of all */
	uint32_t prefix_len;  /* id << 8 | len: the longest token that this
				 one begins with, or TABLE_NONE; own length */
	uint32_t left, right; /* merged from these; a byte: from itself */
};

/* A token of up to TABLE_SHORT bytes; empty: id_len 0. */
struct table_short {
	uint64_t low;    /* bytes 0 to 7, the first one lowest, then zeros */
	uint32_t high;   /* bytes 8 to 11 */
	uint32_t id_len; /* id << 8 | len */
};

/*
 * The child of a node for a byte is the node `base ^ byte` if its label is
 * that byte: no two nodes have the same base, but for 0, where all labels
 * are others: the base of a node without children.
 */
struct table_node {
	uint32_t base;
	uint32_t id_label; /* id << 8 | label; TABLE_NONE where no token ends */
};

/* Where the parts of a table are in memory. */
struct table {
	const struct table_header *head;
	const struct table_token *tokens;
	const struct table_short *shorts;
	const struct table_node *nodes;
	const uint32_t *twos;   /* of each two bytes: the id, or TABLE_NONE */
	const uint64_t *filter; /* a bit set for the hash of each pair */
	const uint64_t *pairs;  /* left, right, id in TABLE_IDS bits; or 0 */
	const char *bytes;
};

/* The first slot to look at of n. */
static inline uint32_t
table_slot(uint32_t hash, uint32_t n)
{
	return (uint32_t)((uint64_t)hash * n >> 32);
}

static inline uint64_t
table_load8(const void *p)
{
	uint64_t w;

	memcpy(&w, p, 8);
	return le64toh(w);
}

static inline uint64_t
table_load4(const void *p)
{
	uint32_t w;

	memcpy(&w, p, 4);
	return le32toh(w);
}

/* The words of 1 to TABLE_SHORT bytes, of which no other is read. */
static inline void
table_key(struct table_short *k, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	k->high = 0;
	k->id_len = (uint32_t)len;
	if (len > 8) {
		k->low = table_load8(p);
		k->high =
		    (uint32_t)(table_load8(p + len - 8) >> (128 - 8 * len));
	} else if (len == 8) {
		k->low = table_load8(p);
	} else if (len >= 4) {
		k->low = table_load4(p) | table_load4(p + len - 4)
					      << (8 * (len - 4));
	} else {
		k->low = p[0] | (uint64_t)p[len / 2] << (8 * (len / 2)) |
			 (uint64_t)p[len - 1] << (8 * (len - 1));
	}
}

/* The same where TABLE_SHORT bytes may be read: without a branch. */
static inline void
table_key_ahead(struct table_short *k, const void *bytes, size_t len)
{
	static const uint64_t mask[9] = {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF,
	    0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ~(uint64_t)0};
	const unsigned char *p = bytes;

	k->low = table_load8(p) & mask[len < 8 ? len : 8];
	k->high = (uint32_t)(table_load4(p + 8) & mask[len < 8 ? 0 : len - 8]);
	k->id_len = (uint32_t)len;
}

static inline uint32_t
table_hash_short(const struct table_short *k)
{
	uint64_t high = k->high | (uint64_t)(k->id_len & 0xFF) << 32;
	uint64_t h = k->low * 0xFF51AFD7ED558CCDU + high * 0xC4CEB9FE1A85EC53U;

	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15U;
	return (uint32_t)(h >> 32);
}

/* Where two bytes are in twos. */
static inline uint32_t
table_two(const void *bytes)
{
	const unsigned char *p = bytes;

	return (uint32_t)p[0] << 8 | p[1];
}

static inline bool
table_same(const struct table_short *a, const struct table_short *b)
{
	return a->low == b->low && a->high == b->high &&
	       (a->id_len & 0xFF) == (b->id_len & 0xFF);
}

/* The id of a key with this hash, or TABLE_NONE. */
static inline uint32_t
table_find(const struct table *t, const struct table_short *key, uint32_t hash)
{
	const struct table_short *end = t->shorts + t->head->short_slots;
	const struct table_short *slot =
	    t->shorts + table_slot(hash, t->head->short_slots);

	while (slot->id_len != 0) {
		if (table_same(slot, key))
			return slot->id_len >> 8;
		if (++slot == end)
			slot = t->shorts;
	}
	return TABLE_NONE;
}

/* What a slot of pairs holds but for the id. */
static inline uint64_t
table_pair(uint32_t left, uint32_t right)
{
	return ((uint64_t)left << TABLE_IDS | right) << TABLE_IDS;
}

static inline uint32_t
table_hash_pair(uint64_t pair)
{
	uint64_t h = (pair >> TABLE_IDS) * 0xFF51AFD7ED558CCDU;

	h ^= h >> 32;
	return (uint32_t)(h * 0x9E3779B97F4A7C15U >> 32);
}

/* The bit of the filter that says whether there may be such a pair. */
static inline uint32_t
table_bit(uint32_t hash)
{
	return hash >> (32 - TABLE_FILTER);
}

/* FNV-1a of the header. */
static inline uint64_t
table_sum(const struct table_header *h)
{
	const unsigned char *p = (const unsigned char *)h;
	uint64_t sum = 0xCBF29CE484222325U;

	for (size_t i = 0; i < offsetof(struct table_header, sum); i++)
		sum = (sum ^ p[i]) * 0x100000001B3U;
	return sum;
}

/* Sets where the parts are; returns the size of the whole file. */
static inline uint64_t
table_parts(struct table *t, const struct table_header *h)
{
	const char *base = (const char *)h;
	uint64_t at = sizeof(*h);

	t->head = h;
	t->tokens = (const void *)(base + at);
	at += (uint64_t)h->tokens * sizeof(*t->tokens);
	t->shorts = (const void *)(base + at);
	at += (uint64_t)h->short_slots * sizeof(*t->shorts);
	t->nodes = (const void *)(base + at);
	at += (uint64_t)h->nodes * sizeof(*t->nodes);
	t->twos = (const void *)(base + at);
	at += ((uint64_t)1 << 16) * sizeof(*t->twos);
	t->filter = (const void *)(base + at);
	at += ((uint64_t)1 << TABLE_FILTER) / 8;
	t->pairs = (const void *)(base + at);
	at += (uint64_t)h->pair_slots * sizeof(*t->pairs);
	t->bytes = base + at;
	return at + h->bytes;
}

#endif
