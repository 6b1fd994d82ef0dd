/* pieces_sort: the order of pieces, and what is not said twice */
#include "base/alloc.h"
#include "contract/pieces.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct range {
	long first, last;
};

/* The lines of a file that pieces hold: ranges that do not meet, sorted. */
struct held {
	const char *path;
	struct range *v;
	size_t n, room;
};

static int
by_path(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* What pieces say that are no regions, whichever lines they are of. */
static int
by_content(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	if (x->failed != y->failed)
		return x->failed - y->failed;
	order = memcmp(x->text, y->text, x->len);
	return order ? order : strcmp(x->name, y->name);
}

static void
free_held(void *node)
{
	struct held *h = node;

	free(h->v);
	free(h);
}

/* The node like `key` in a tree, which is that itself when it is new. */
static void *
find_or_add(void *key, void **tree, int (*compare)(const void *, const void *))
{
	void **at = tsearch(key, tree, compare);

	if (at == NULL)
		alloc_failed();
	return *at;
}

static struct held *
held_of(void **files, const char *path)
{
	struct held *h = xcalloc(1, sizeof(*h)), *found;

	h->path = path;
	found = find_or_add(h, files, by_path);
	if (found != h)
		free(h);
	return found;
}

/* The first range that ends at `line` or behind it. */
static size_t
find_range(const struct held *h, long line)
{
	size_t low = 0, high = h->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (h->v[middle].last < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Adds a range; those that it meets become one with it. */
static void
hold(struct held *h, long first, long last)
{
	size_t from = find_range(h, first - 1), to = from;
	struct range r = {first, last};

	while (to < h->n && h->v[to].first <= last + 1)
		to++;
	if (to > from) {
		r.first = h->v[from].first < first ? h->v[from].first : first;
		r.last = h->v[to - 1].last > last ? h->v[to - 1].last : last;
	}
	if (to == from && h->n == h->room) {
		h->room = 2 * h->room + 4;
		h->v = xreallocarray(h->v, h->room, sizeof(*h->v));
	}
	memmove(h->v + from + 1, h->v + to, (h->n - to) * sizeof(*h->v));
	h->n = h->n + 1 - (to - from);
	h->v[from] = r;
}

/* Where `n` lines from s on end. */
static const char *
skip_lines(const char *s, const char *end, long n)
{
	const char *nl;

	for (; n > 0 && s < end; n--) {
		nl = memchr(s, '\n', (size_t)(end - s));
		s = nl ? nl + 1 : end;
	}
	return s;
}

/*
 * Adds to `to` the parts of a region that no earlier one holds; all of it
 * as repeated where there are none.
 */
static void
add_new_lines(struct pieces *to, struct piece *p, struct held *h)
{
	const char *s = p->text, *end = s + p->len, *from;
	size_t i = find_range(h, p->first), before = to->n;
	long line = p->first, last;
	struct piece *part;

	while (line <= p->last) {
		if (i < h->n && h->v[i].first <= line) {
			last = h->v[i++].last;
			s = skip_lines(s, end, last + 1 - line);
			line = last + 1;
			continue;
		}
		last = i < h->n && h->v[i].first <= p->last ? h->v[i].first - 1
							    : p->last;
		from = s;
		s = skip_lines(s, end, last + 1 - line);
		part = pieces_add(to, p);
		if (to->n - 1 > before) {
			part->own = NULL; /* the first one's */
			part->name = p->name ? xstrdup(p->name) : NULL;
		}
		part->whole = p->whole && last - line == p->last - p->first;
		part->first = line;
		part->last = last;
		part->text = from;
		part->len = (size_t)(s - from);
		line = last + 1;
	}
	if (to->n == before)
		pieces_add(to, p)->repeated = true;
	hold(h, p->first, p->last);
}

static void
leave(void *node)
{
	(void)node;
}

static void
mark_repeats(struct pieces *p)
{
	void *files = NULL, *said = NULL;
	struct pieces to = {0};
	struct piece *piece;

	for (size_t i = 0; i < p->n; i++) {
		piece = &p->v[i];
		if (piece->path != NULL && piece->last >= piece->first) {
			add_new_lines(&to, piece, held_of(&files, piece->path));
			continue;
		}
		if (piece->path == NULL)
			piece->repeated =
			    find_or_add(piece, &said, by_content) != piece;
		pieces_add(&to, piece);
	}
	tdestroy(files, free_held);
	tdestroy(said, leave);
	free(p->v);
	*p = to;
}

/* Whether one of the patterns is in its label or its text. -1: no answer. */
static int
is_preferred(
    const struct piece *p, struct pattern **prefer, size_t n, struct error *e)
{
	struct buf label = {0};
	size_t start, end;
	int found = 0;

	piece_label(&label, p);
	for (size_t i = 0; i < n && found == 0; i++) {
		found = pattern_find(
		    prefer[i], label.data, label.len, 0, &start, &end, e);
		if (found == 0)
			found = pattern_find(
			    prefer[i], p->text, p->len, 0, &start, &end, e);
	}
	buf_release(&label);
	return found;
}

static int
by_rank(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

int
pieces_sort(
    struct pieces *p, struct pattern **prefer, size_t n, struct error *e)
{
	int found;

	for (size_t i = 0; i < p->n && n > 0; i++) {
		found = is_preferred(&p->v[i], prefer, n, e);
		if (found < 0)
			return -1;
		if (found > 0)
			p->v[i].rank = RANK_PREFERRED;
	}
	if (p->n > 0)
		qsort(p->v, p->n, sizeof(*p->v), by_rank);
	mark_repeats(p);
	return 0;
}
