#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The file that gentable makes of a rank list and tokens.c maps: a header,
 * then where each token's bytes begin (tokens + 1 of them), the slots of
 * short tokens, those of long ones, and all bytes. Two open-addressing
 * tables, so that most look-ups touch one cache line. In the byte order of
 * the machine that made it.
 */
#define TABLE_MAGIC   "codextok"
#define TABLE_VERSION 2
#define TABLE_ORDER   0x01020304U
#define TABLE_SHORT   12  /* bytes of a token that fit a slot */
#define TABLE_LONGEST 128 /* bytes of the longest token */
#define TABLE_NONE    0xFFFFFFFFU

struct table_header {
	char magic[8];
	uint32_t version;
	uint32_t order;
	uint64_t size;    /* of the whole file */
	uint32_t pattern; /* enum split_pattern */
	uint32_t tokens;
	uint32_t short_slots, long_slots;
	uint64_t bytes;
	char name[16];            /* of the encoding */
	unsigned char sha256[32]; /* of the rank list */
};

/* A token of up to TABLE_SHORT bytes; empty: id_len 0. */
struct table_short {
	uint64_t low;    /* bytes 0 to 7, the first one lowest, then zeros */
	uint32_t high;   /* bytes 8 to 11 */
	uint32_t id_len; /* id << 8 | len */
};

struct table_long {
	uint32_t hash;
	uint32_t id; /* TABLE_NONE: empty */
};

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

static inline uint32_t
table_hash_short(const struct table_short *k)
{
	uint64_t high = k->high | (uint64_t)(k->id_len & 0xFF) << 32;
	uint64_t h = k->low * 0xFF51AFD7ED558CCDU + high * 0xC4CEB9FE1A85EC53U;

	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15U;
	return (uint32_t)(h >> 32);
}

static inline uint32_t
table_hash_long(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t h = len, last = table_load8(p + len - 8);

	for (; len > 8; len -= 8, p += 8) {
		h = (h ^ table_load8(p)) * 0xFF51AFD7ED558CCDU;
		h ^= h >> 32;
	}
	h = (h ^ last) * 0x9E3779B97F4A7C15U;
	return (uint32_t)(h >> 32);
}

/* The first slot to look at of n. */
static inline uint32_t
table_slot(uint32_t hash, uint32_t n)
{
	return (uint32_t)((uint64_t)hash * n >> 32);
}

/* Offsets in the file; the last is its size. */
static inline size_t
table_shorts_at(const struct table_header *h)
{
	size_t at = sizeof(*h) + ((size_t)h->tokens + 1) * sizeof(uint32_t);

	return (at + 15) & ~(size_t)15;
}

static inline size_t
table_longs_at(const struct table_header *h)
{
	return table_shorts_at(h) +
	       (size_t)h->short_slots * sizeof(struct table_short);
}

static inline size_t
table_bytes_at(const struct table_header *h)
{
	return table_longs_at(h) +
	       (size_t)h->long_slots * sizeof(struct table_long);
}

#endif
