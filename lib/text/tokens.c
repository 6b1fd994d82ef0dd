/* tokens: exact byte pair encoding with a table made at build time */
#include "text/tokens.h"
#include "base/alloc.h"
#include "text/split.h"
#include "text/table.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pieces up to this long are merged by looking at every pair each time. */
#define MERGE_SMALL 48
/* Longer ones in windows of this many bytes, whose ends are done again. */
#define WINDOW 1024
#define MARGIN 32

struct encoding {
	const struct table_header *head; /* the mapped file */
	const uint32_t *offsets;
	const struct table_short *shorts;
	const struct table_long *longs;
	const char *bytes;
};

static const struct {
	const char *encoding;
	uint32_t id;
	const char *text;
} specials[] = {
    {"o200k_base", 199999, "<|endoftext|>"},
    {"o200k_base", 200018, "<|endofprompt|>"},
    {"cl100k_base", 100257, "<|endoftext|>"},
    {"cl100k_base", 100258, "<|fim_prefix|>"},
    {"cl100k_base", 100259, "<|fim_middle|>"},
    {"cl100k_base", 100260, "<|fim_suffix|>"},
    {"cl100k_base", 100276, "<|endofprompt|>"},
};

/* Where ids go: appended to ids, or only counted. */
struct sink {
	struct buf *ids; /* NULL: count */
	size_t n;
};

static void
put(struct sink *to, uint32_t id)
{
	to->n++;
	if (to->ids != NULL)
		buf_add(to->ids, &id, sizeof(id));
}

static int
check(const struct table_header *h, size_t size, const char *path,
    struct error *e)
{
	if (size < sizeof(*h) ||
	    memcmp(h->magic, TABLE_MAGIC, sizeof(h->magic)) != 0)
		return error_set(
		    e, ERROR_INTERNAL, "'%s' is no token table", path);
	if (h->version != TABLE_VERSION || h->order != TABLE_ORDER)
		return error_set(e, ERROR_INTERNAL,
		    "token table '%s' is of another version or machine", path);
	if (h->size != size || h->bytes > size ||
	    table_bytes_at(h) + h->bytes != size || h->short_slots == 0 ||
	    h->long_slots == 0)
		return error_set(e, ERROR_INTERNAL,
		    "token table '%s' is cut short or damaged", path);
	return 0;
}

static struct encoding *
of_table(const struct table_header *h)
{
	const char *base = (const char *)h;
	struct encoding *enc = xmalloc(sizeof(*enc));

	*enc = (struct encoding){
	    .head = h,
	    .offsets = (const void *)(h + 1),
	    .shorts = (const void *)(base + table_shorts_at(h)),
	    .longs = (const void *)(base + table_longs_at(h)),
	    .bytes = base + table_bytes_at(h),
	};
	return enc;
}

struct encoding *
encoding_open(const char *path, struct error *e)
{
	struct stat st;
	void *map = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0) {
		error_errno(e, "cannot open token table '%s'", path);
		goto out;
	}
	map = mmap(NULL, (size_t)st.st_size + 1, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED) {
		error_errno(e, "cannot map token table '%s'", path);
		goto out;
	}
	if (check(map, (size_t)st.st_size, path, e) < 0) {
		munmap(map, (size_t)st.st_size + 1);
		map = MAP_FAILED;
	}
out:
	if (fd >= 0)
		close(fd);
	if (map == MAP_FAILED) {
		error_hint(e, "make the tables again with `make`");
		return NULL;
	}
	return of_table(map);
}

void
encoding_close(struct encoding *enc)
{
	munmap((void *)enc->head, enc->head->size + 1);
	free(enc);
}

static inline uint32_t
find_short(const struct encoding *enc, const char *s, size_t len)
{
	struct table_short key;
	uint32_t n = enc->head->short_slots;
	const struct table_short *slot;

	table_key(&key, s, len);
	slot = &enc->shorts[table_slot(table_hash_short(&key), n)];
	while (slot->id_len != 0) {
		if (slot->low == key.low && slot->high == key.high &&
		    (slot->id_len & 0xFF) == len)
			return slot->id_len >> 8;
		if (++slot == enc->shorts + n)
			slot = enc->shorts;
	}
	return TABLE_NONE;
}

static uint32_t
find_long(const struct encoding *enc, const char *s, size_t len)
{
	uint32_t n = enc->head->long_slots, hash = table_hash_long(s, len);
	const struct table_long *slot = &enc->longs[table_slot(hash, n)];
	const uint32_t *at;

	while (slot->id != TABLE_NONE) {
		at = &enc->offsets[slot->id];
		if (slot->hash == hash && at[1] - at[0] == len &&
		    memcmp(enc->bytes + at[0], s, len) == 0)
			return slot->id;
		if (++slot == enc->longs + n)
			slot = enc->longs;
	}
	return TABLE_NONE;
}

/* The id of these bytes, which is their rank too, or TABLE_NONE. */
static inline uint32_t
find(const struct encoding *enc, const char *s, size_t len)
{
	if (len <= TABLE_SHORT)
		return find_short(enc, s, len);
	if (len <= TABLE_LONGEST)
		return find_long(enc, s, len);
	return TABLE_NONE;
}

/*
 * The merge as it is defined: of all adjacent parts join the two that make
 * the token of the lowest rank, the leftmost first, until none make one.
 */
static void
merge_small(
    const struct encoding *enc, const char *s, size_t len, struct sink *to)
{
	size_t start[MERGE_SMALL + 1], n = len, best;
	uint32_t rank[MERGE_SMALL]; /* of parts i and i + 1 joined */

	for (size_t i = 0; i <= len; i++)
		start[i] = i;
	for (size_t i = 0; i + 1 < n; i++)
		rank[i] = find(enc, s + i, 2);
	rank[n - 1] = TABLE_NONE;
	for (;;) {
		best = 0;
		for (size_t i = 1; i + 1 < n; i++)
			if (rank[i] < rank[best])
				best = i;
		if (rank[best] == TABLE_NONE)
			break;
		n--;
		memmove(&start[best + 1], &start[best + 2],
		    (n - best) * sizeof(start[0]));
		memmove(
		    &rank[best], &rank[best + 1], (n - best) * sizeof(rank[0]));
		rank[best] = best + 1 < n ? find(enc, s + start[best],
						start[best + 2] - start[best])
					  : TABLE_NONE;
		if (best > 0)
			rank[best - 1] = find(enc, s + start[best - 1],
			    start[best + 1] - start[best - 1]);
	}
	for (size_t i = 0; i < n; i++)
		put(to, find(enc, s + start[i], start[i + 1] - start[i]));
}

/* A pair that may be joined: in a heap, lowest rank first, then leftmost. */
struct pair {
	size_t at;
	uint32_t rank;
};

struct merge {
	const struct encoding *enc;
	const char *s;
	size_t len;
	size_t *len_at;     /* of the part that starts here; 0: inside one */
	size_t *len_before; /* of the part that ends before this start */
	uint32_t *rank;     /* of that part joined with the next */
	size_t room;        /* of these three */
	struct pair *heap;
	size_t n, cap;
};

static bool
before(const struct pair *a, const struct pair *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->at < b->at;
}

static void
push(struct merge *m, struct pair p)
{
	size_t i = m->n++;

	if (m->n > m->cap) {
		m->cap = 2 * m->cap + 64;
		m->heap = xreallocarray(m->heap, m->cap, sizeof(*m->heap));
	}
	for (; i > 0 && before(&p, &m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		m->heap[i] = m->heap[(i - 1) / 2];
	m->heap[i] = p;
}

static struct pair
pop(struct merge *m)
{
	struct pair first = m->heap[0], p = m->heap[--m->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < m->n) {
		if (child + 1 < m->n &&
		    before(&m->heap[child + 1], &m->heap[child]))
			child++;
		if (!before(&m->heap[child], &p))
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = p;
	return first;
}

/* Ranks the part at `at` joined with the one behind it. */
static void
rank_pair(struct merge *m, size_t at)
{
	size_t next = at + m->len_at[at];

	m->rank[at] = TABLE_NONE;
	if (next < m->len)
		m->rank[at] =
		    find(m->enc, m->s + at, m->len_at[at] + m->len_at[next]);
	if (m->rank[at] != TABLE_NONE)
		push(m, (struct pair){.at = at, .rank = m->rank[at]});
}

static void
join(struct merge *m, size_t at)
{
	size_t next = at + m->len_at[at];

	m->len_at[at] += m->len_at[next];
	m->len_at[next] = 0;
	m->len_before[at + m->len_at[at]] = m->len_at[at];
	rank_pair(m, at);
	if (at > 0)
		rank_pair(m, at - m->len_before[at]);
}

/* The same merge in n log n; pairs that changed stay as stale entries. */
static void
merge(struct merge *m, const char *s, size_t len)
{
	struct pair p;

	m->s = s;
	m->len = len;
	if (len > m->room) {
		m->room = len;
		m->len_at = xreallocarray(m->len_at, len, sizeof(*m->len_at));
		m->len_before = xreallocarray(
		    m->len_before, len + 1, sizeof(*m->len_before));
		m->rank = xreallocarray(m->rank, len, sizeof(*m->rank));
	}
	for (size_t i = 0; i < len; i++)
		m->len_at[i] = m->len_before[i + 1] = 1;
	for (size_t i = 0; i < len; i++)
		rank_pair(m, i);
	while (m->n > 0) {
		p = pop(m);
		if (m->len_at[p.at] > 0 && m->rank[p.at] == p.rank)
			join(m, p.at);
	}
}

static void
merge_release(struct merge *m)
{
	free(m->len_at);
	free(m->len_before);
	free(m->rank);
	free(m->heap);
}

/* Whether the bytes of these two adjacent tokens are merged to just them. */
static bool
stand_alone(struct merge *m, const char *s, size_t first, size_t second)
{
	merge(m, s, first + second);
	return m->len_at[0] == first && m->len_at[first] == second;
}

/*
 * Long pieces, a window at a time. Tokens are the encoding of their bytes
 * if and only if each two adjacent ones are that of theirs: a first merge
 * across a boundary would be the first one too with only those two there.
 * So tokens of the window before hold if the last of them and the first of
 * this one stand alone; else the window begins a token earlier.
 */
static void
merge_large(
    const struct encoding *enc, const char *s, size_t len, struct sink *to)
{
	struct merge window = {.enc = enc}, two = {.enc = enc};
	struct buf lens = {0}; /* of the tokens up to at: a byte each */
	size_t at = 0, end = 0, last = 0, keep;

	while (at < len) {
		if (end == 0)
			end = len - at > WINDOW ? at + WINDOW : len;
		merge(&window, s + at, end - at);
		if (at > 0) {
			last = (unsigned char)lens.data[lens.len - 1];
			if (!stand_alone(
				&two, s + at - last, last, window.len_at[0])) {
				buf_truncate(&lens, lens.len - 1);
				at -= last;
				continue;
			}
		}
		keep = end == len ? len : end - MARGIN;
		for (size_t n, i = 0; at < keep; i += n, at += n) {
			n = window.len_at[i];
			buf_addc(&lens, (char)n);
		}
		end = 0;
	}
	for (size_t i = 0; i < lens.len; i++, s += last) {
		last = (unsigned char)lens.data[i];
		put(to, find(enc, s, last));
	}
	buf_release(&lens);
	merge_release(&window);
	merge_release(&two);
}

static void
encode(const struct encoding *enc, const char *s, size_t len, struct sink *to)
{
	uint32_t id;
	size_t n;

	for (; len > 0; s += n, len -= n) {
		n = split_next(enc->head->pattern, s, len);
		id = find(enc, s, n);
		if (id != TABLE_NONE)
			put(to, id);
		else if (n <= MERGE_SMALL)
			merge_small(enc, s, n, to);
		else
			merge_large(enc, s, n, to);
	}
}

size_t
tokens_count(const struct encoding *enc, const char *s, size_t len)
{
	struct sink to = {0};

	encode(enc, s, len, &to);
	return to.n;
}

void
tokens_encode(
    const struct encoding *enc, const char *s, size_t len, struct buf *out)
{
	struct sink to = {.ids = out};

	encode(enc, s, len, &to);
}

static const char *
special(const struct encoding *enc, uint32_t id)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (specials[i].id == id &&
		    strcmp(specials[i].encoding, enc->head->name) == 0)
			return specials[i].text;
	return NULL;
}

int
tokens_decode(const struct encoding *enc, const uint32_t *ids, size_t n,
    struct buf *out, struct error *e)
{
	const uint32_t *at;
	const char *text;

	for (size_t i = 0; i < n; i++) {
		if (ids[i] < enc->head->tokens) {
			at = &enc->offsets[ids[i]];
			buf_add(out, enc->bytes + at[0], at[1] - at[0]);
		} else if ((text = special(enc, ids[i])) != NULL) {
			buf_adds(out, text);
		} else {
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s has no token %u", enc->head->name, ids[i]);
		}
	}
	return 0;
}
