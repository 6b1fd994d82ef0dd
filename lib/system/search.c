/* search: a hunt through listed files, by several workers */
#include "system/search.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

/* What is left of each run of files. */
struct search_run {
	struct buf items;
	struct error e;
};

struct search_worker {
	struct matches m; /* of the file at hand */
	size_t at;        /* where in the items these begin */
	struct walk_skipped skipped;
};

int
search_begin(
    struct search *s, const struct strv *patterns, int flags, struct error *e)
{
	if (hunt_make(&s->hunts[0], patterns, flags, e) < 0)
		return -1;
	for (unsigned i = 1; i < s->threads; i++)
		hunt_twin(&s->hunts[i], &s->hunts[0]);
	return 0;
}

static size_t
runs(const struct search *s)
{
	return (s->files->n + WALK_CHUNK - 1) / WALK_CHUNK;
}

static struct matches
begin_file(const struct search *s, const char *path)
{
	struct matches m = s->each;

	m.path = path;
	return m;
}

/* Without the mark of UTF-8, which is no part of the first line. */
static struct hunt_text
text_of(const struct walk_visit *v)
{
	bool mark = v->is_first && v->len >= 3 &&
		    memcmp(v->text, "\xef\xbb\xbf", 3) == 0;
	size_t skip = mark ? 3 : 0;

	return (struct hunt_text){v->text + skip, v->len - skip, v->is_ascii};
}

static bool
visit(const struct walk_visit *v, unsigned worker)
{
	struct search *s = v->context;
	struct search_worker *w = &s->workers[worker];
	struct search_run *run = &s->runs[v->i / WALK_CHUNK];
	struct hunt_text piece;

	if (v->is_first) {
		w->m = begin_file(s, v->path);
		w->at = run->items.len;
	}
	s->counts[v->i] = 0;
	piece = text_of(v);
	if (v->why != NULL) { /* perhaps it looked like a text at first */
		walk_skip(&w->skipped, v->why);
		buf_truncate(&run->items, w->at);
		return true;
	}
	if (matches_find(&w->m, &s->hunts[worker], &piece, !v->is_last,
		s->at_once ? &run->items : NULL, &run->e) < 0)
		return false;
	s->counts[v->i] = (size_t)w->m.n;
	return true;
}

int
search_files(struct search *s, struct error *e)
{
	struct walk_tour tour = {.files = s->files,
	    .threads = s->threads,
	    .whole = s->hunts[0].multiline || s->each.before || s->each.after,
	    .visit = visit,
	    .context = s};

	s->counts = xcalloc(s->files->n + 1, sizeof(*s->counts));
	s->runs = xcalloc(runs(s) + 1, sizeof(*s->runs));
	s->workers = xcalloc(CREW_MAX, sizeof(*s->workers));
	walk_each(&tour);
	for (unsigned i = 0; i < CREW_MAX; i++)
		walk_skipped_add(&s->skipped, &s->workers[i].skipped);
	/* whichever worker met one first */
	for (size_t i = 0; i < runs(s); i++) {
		if (s->runs[i].e.code == ERROR_NONE)
			continue;
		*e = s->runs[i].e;
		s->runs[i].e = (struct error){0};
		return -1;
	}
	return 0;
}

char *
search_items(struct search *s, size_t run)
{
	struct buf *items = &s->runs[run].items;

	return items->len > 0 ? buf_detach(items) : NULL;
}

void
search_again(const struct search *s, size_t file, struct buf *items)
{
	struct matches m = begin_file(s, s->files->v[file]);
	struct buf text = {0};
	struct hunt_text piece;

	if (walk_read(m.path, &text) == NULL) {
		piece = (struct hunt_text){buf_str(&text), text.len, false};
		matches_find(&m, &s->hunts[0], &piece, false, items, NULL);
	}
	buf_release(&text);
}

void
search_release(struct search *s)
{
	for (size_t i = 0; s->runs != NULL && i < runs(s); i++) {
		buf_release(&s->runs[i].items);
		error_release(&s->runs[i].e);
	}
	/* twins before the first */
	for (unsigned i = s->threads; i > 0; i--)
		hunt_release(&s->hunts[i - 1]);
	free(s->counts);
	free(s->runs);
	free(s->workers);
}
