/* tokens: exact byte pair encoding with a table made at build time */
#include "text/tokens.h"
#include "base/alloc.h"
#include "text/merge.h"
#include "text/special.h"
#include "text/split.h"
#include "text/table.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct encoding {
	struct table table; /* the mapped file */
};

static int
check(struct table *t, const struct table_header *h, size_t size,
    const char *path, struct error *e)
{
	const char *file;

	if (size < sizeof(*h) ||
	    memcmp(h->magic, TABLE_MAGIC, sizeof(h->magic)) != 0)
		return error_set(
		    e, ERROR_INTERNAL, "'%s' is no token table", path);
	if (h->version != TABLE_VERSION || h->order != TABLE_ORDER)
		return error_set(e, ERROR_INTERNAL,
		    "token table '%s' is of another version or machine", path);
	if (h->size != size || h->sum != table_sum(h) ||
	    table_parts(t, h) != size)
		return error_set(e, ERROR_INTERNAL,
		    "token table '%s' is cut short or damaged", path);
	file = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	if (strncmp(file, h->name, strlen(h->name)) != 0)
		return error_set(e, ERROR_INTERNAL, "token table '%s' holds %s",
		    path, h->name);
	return 0;
}

struct encoding *
encoding_open(const char *path, struct error *e)
{
	struct encoding *enc = xcalloc(1, sizeof(*enc));
	struct stat st = {0};
	void *map = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0)
		error_errno(e, "cannot open token table '%s'", path);
	else if ((map = mmap(NULL, (size_t)st.st_size + 1, PROT_READ,
		      MAP_PRIVATE, fd, 0)) == MAP_FAILED)
		error_errno(e, "cannot map token table '%s'", path);
	else if (check(&enc->table, map, (size_t)st.st_size, path, e) == 0)
		goto out;
	error_hint(e, "make the tables again with `make`");
	if (map != MAP_FAILED)
		munmap(map, (size_t)st.st_size + 1);
	free(enc);
	enc = NULL;
out:
	if (fd >= 0)
		close(fd);
	return enc;
}

void
encoding_close(struct encoding *enc)
{
	munmap((void *)enc->table.head, enc->table.head->size + 1);
	free(enc);
}

enum {
	BATCH = 256,   /* pieces that are looked up together */
	LATELY = 4096, /* merged pieces that are remembered, where the
			  text is of more bytes than that */
};

struct encoder {
	const struct table *t;
	struct buf *out; /* for the ids; NULL: they are only counted */
	struct merge merge;
	size_t ends[BATCH];
	struct table_short keys[BATCH];
	uint32_t hashes[BATCH];
	struct table_short *lately; /* how many tokens, for the id; or NULL */
};

/* Starts to fetch where the short pieces will be looked up. */
static inline void
look_ahead(struct encoder *e, const char *s, size_t len, size_t pieces)
{
	const struct table *t = e->t;
	size_t n;

	for (size_t i = 0, at = 0; i < pieces; at = e->ends[i++]) {
		n = e->ends[i] - at;
		if (n > TABLE_SHORT)
			continue;
		if (len - at >= TABLE_SHORT)
			table_key_ahead(&e->keys[i], s + at, n);
		else
			table_key(&e->keys[i], s + at, n);
		e->hashes[i] = table_hash_short(&e->keys[i]);
		__builtin_prefetch(
		    &t->shorts[table_slot(e->hashes[i], t->head->short_slots)]);
	}
}

static size_t
merge_piece(struct encoder *e, const char *s, size_t len)
{
	size_t n = merge(&e->merge, e->t, s, len);

	if (e->out != NULL)
		buf_add(e->out, e->merge.ids, n * sizeof(uint32_t));
	return n;
}

/* How many tokens piece i is. */
static inline size_t
one_piece(struct encoder *e, size_t i, const char *s, size_t len)
{
	struct table_short *lately;
	uint32_t id;

	if (len > TABLE_SHORT)
		return merge_piece(e, s, len);
	id = table_find(e->t, &e->keys[i], e->hashes[i]);
	if (id != TABLE_NONE) {
		if (e->out != NULL)
			buf_add(e->out, &id, sizeof(id));
		return 1;
	}
	if (e->lately == NULL)
		return merge_piece(e, s, len);
	lately = &e->lately[e->hashes[i] % LATELY];
	if (!table_same(lately, &e->keys[i])) {
		*lately = e->keys[i];
		lately->id_len |= (uint32_t)merge_piece(e, s, len) << 8;
	}
	return lately->id_len >> 8;
}

static size_t
encode(const struct table *t, const char *s, size_t len, struct buf *out)
{
	struct encoder e;
	size_t n = 0, pieces, at;

	e.t = t;
	e.out = out;
	e.merge = (struct merge){0};
	e.lately = NULL;
	if (out == NULL && len > LATELY)
		e.lately = xcalloc(LATELY, sizeof(*e.lately));
	for (; len > 0; s += at, len -= at) {
		pieces = split(t->head->pattern, s, len, e.ends, BATCH);
		look_ahead(&e, s, len, pieces);
		for (size_t i = at = 0; i < pieces; at = e.ends[i++])
			n += one_piece(&e, i, s + at, e.ends[i] - at);
	}
	merge_release(&e.merge);
	free(e.lately);
	return n;
}

size_t
tokens_count(const struct encoding *enc, const char *s, size_t len)
{
	return encode(&enc->table, s, len, NULL);
}

size_t
tokens_encode(
    const struct encoding *enc, const char *s, size_t len, struct buf *out)
{
	return encode(&enc->table, s, len, out);
}

size_t
tokens_special(
    const struct encoding *enc, const char *s, size_t len, struct buf *out)
{
	const struct special *special;
	size_t n = 0, at;

	while ((special = special_find(enc->table.head->name, s, len, &at))) {
		n += encode(&enc->table, s, at, out) + 1;
		if (out != NULL)
			buf_add(out, &special->id, sizeof(special->id));
		at += strlen(special->name);
		s += at;
		len -= at;
	}
	return n + encode(&enc->table, s, len, out);
}

int
tokens_decode(const struct encoding *enc, const uint32_t *ids, size_t n,
    struct buf *out, struct error *e)
{
	const struct table *t = &enc->table;
	const struct special *special;

	for (size_t i = 0; i < n; i++) {
		if (ids[i] < t->head->tokens)
			buf_add(out, t->bytes + t->tokens[ids[i]].at,
			    t->tokens[ids[i]].prefix_len & 0xFF);
		else if ((special = special_of(t->head->name, ids[i])))
			buf_adds(out, special->name);
		else
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s has no token %u", t->head->name, ids[i]);
	}
	return 0;
}
