/* envelope_chunk: hunks without line numbers, and their places in a file */
#include "text/envelope_chunk.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

static void
add_line(struct diff_line **v, size_t *n, struct diff_line l)
{
	*v = xreallocarray(*v, *n + 1, sizeof(**v));
	(*v)[(*n)++] = l;
}

static bool
is_change(const struct reader *r)
{
	return r->line != NULL &&
	       (r->len == 0 || memchr(" +-", r->line[0], 3) != NULL);
}

/* The @@ lines in front of a chunk; only the first one may do without. */
static int
read_anchors(struct reader *r, struct chunk *c, bool first)
{
	size_t n;

	if (!diff_starts(r, "@@") && !(first && is_change(r)))
		return diff_refuse(r, r->at,
		    "'%.*s' begins with none of '+', '-', ' ' and '@@'",
		    diff_shown(r), r->line);
	for (; diff_starts(r, "@@"); diff_advance(r)) {
		n = diff_starts(r, "@@ ");
		if (n == 0 && r->len > 2)
			return diff_refuse(r, r->at,
			    "'%.*s' is no '@@', nor '@@ ' and a line of the "
			    "file",
			    diff_shown(r), r->line);
		if (n > 0 && !diff_is_blank(r, n))
			add_line(&c->anchors, &c->n_anchors,
			    (struct diff_line){
				.text = r->line + n, .len = r->len - n});
	}
	return 0;
}

static int
read_chunk(struct reader *r, struct chunk *c, bool first)
{
	bool changes = false, empty;

	c->h.at = r->at;
	if (read_anchors(r, c, first) < 0)
		return -1;
	for (; is_change(r); diff_advance(r)) {
		empty = r->len == 0;
		add_line(&c->h.lines, &c->h.n,
		    (struct diff_line){.kind = empty ? ' ' : r->line[0],
			.text = r->line + !empty,
			.len = r->len - !empty});
		changes |= !empty && r->line[0] != ' ';
	}
	/* empty lines at its end only part it from what follows */
	while (c->h.n > 0 && c->h.lines[c->h.n - 1].kind == ' ' &&
	       c->h.lines[c->h.n - 1].len == 0 && r->line != NULL &&
	       c->h.lines[c->h.n - 1].text[-1] == '\n')
		c->h.n--;
	if (!changes)
		return diff_refuse(r, c->h.at, "the hunk changes nothing");
	c->at_end = diff_starts(r, "*** End of File") && r->len == 15;
	if (c->at_end)
		diff_advance(r);
	return 0;
}

int
chunks_read(struct reader *r, struct chunks *c)
{
	while (r->line != NULL && !diff_starts(r, "*** ")) {
		if (r->len == 0 && c->n > 0) {
			diff_advance(r);
			continue;
		}
		c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
		c->v[c->n++] = (struct chunk){0};
		if (read_chunk(r, &c->v[c->n - 1], c->n == 1) < 0)
			return -1;
	}
	return 0;
}

static struct diff_line
trimmed(struct diff_line l)
{
	while (l.len > 0 && memchr(" \t\r", l.text[l.len - 1], 3))
		l.len--;
	for (; l.len > 0 && memchr(" \t", l.text[0], 2); l.text++)
		l.len--;
	return l;
}

static bool
is_same(struct diff_line a, struct diff_line b)
{
	return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

/* The line behind the first that is the anchor, else is it but for blanks. */
static long
find_anchor(const struct image *m, const struct diff_line *anchor, size_t from)
{
	for (size_t i = from; i < m->n; i++)
		if (is_same(m->v[i].l, *anchor))
			return (long)i + 1;
	for (size_t i = from; i < m->n; i++)
		if (is_same(trimmed(m->v[i].l), trimmed(*anchor)))
			return (long)i + 1;
	return -1;
}

static int
refuse_anchor(const struct diff_line *anchor, const struct diff_file *f,
    const struct chunk *c, struct error *e)
{
	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff does not fit '%s': no line "
	    "there is its '@@ %.*s'",
	    c->h.at, f->old_path, anchor->len > 160 ? 160 : (int)anchor->len,
	    anchor->text);
	error_path(e, f->old_path);
	return error_hint(e, "behind @@ a whole line of the file must stand, "
			     "above the hunk and below the one before it");
}

static int
refuse_several(const struct diff_file *f, const struct chunk *c, long one,
    long other, struct error *e)
{
	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff fits '%s' in line %ld and in "
	    "line %ld",
	    c->h.at, f->old_path, one + 1, other + 1);
	error_path(e, f->old_path);
	return error_hint(e, "add context lines, or an @@ line with the "
			     "function or class that it is in");
}

/* The first place from `from` on where old fits; -1 if there is none. */
static long
find(const struct image *m, const struct old_side *old, long from)
{
	for (long at = from; at <= (long)m->n - old->n; at++)
		if (image_fits(m, old, at))
			return at;
	return -1;
}

static int
refuse_there(
    const struct diff_file *f, const struct chunk *c, long at, struct error *e)
{
	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff fits '%s' in line %ld, but %s",
	    c->h.at, f->old_path, at + 1,
	    c->at_end ? "the file does not end there"
		      : "that is above its @@ line or the hunk before it");
	return error_path(e, f->old_path);
}

static long
seek_anchors(const struct image *m, const struct chunk *c,
    const struct diff_file *f, struct error *e)
{
	long from = m->done;

	for (size_t i = 0; i < c->n_anchors && from >= 0; i++) {
		from = find_anchor(m, &c->anchors[i], (size_t)from);
		if (from < 0)
			return refuse_anchor(&c->anchors[i], f, c, e);
	}
	return from;
}

/* New lines alone: Codex puts them at the end of the file. */
static long
seek_end(const struct image *m, const struct chunk *c,
    const struct diff_file *f, struct error *e)
{
	if (c->n_anchors == 0)
		return (long)m->n;
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the hunk in line %zu of the diff has no context that says where "
	    "in '%s' its lines go",
	    c->h.at, f->old_path);
	error_path(e, f->old_path);
	return error_hint(e, "add unchanged lines around the new ones");
}

static long
seek(const struct image *m, const struct old_side *old, const struct chunk *c,
    const struct diff_file *f, struct error *e)
{
	long from = seek_anchors(m, c, f, e), at, other;

	if (from < 0)
		return -1;
	if (old->n == 0)
		return seek_end(m, c, f, e);
	at = find(m, old, from);
	if (c->at_end)
		at = image_fits(m, old, (long)m->n - old->n)
			 ? (long)m->n - old->n
			 : -1;
	if (at < from) {
		at = find(m, old, 0);
		return at < 0 ? image_misfit(m, old, f, &c->h, from, e)
			      : refuse_there(f, c, at, e);
	}
	other = c->n_anchors > 0 || c->at_end ? -1 : find(m, old, at + 1);
	return other < 0 ? at : refuse_several(f, c, at, other, e);
}

/* Appends a chunk's lines to the one that it touches. */
static void
join(struct chunk *to, struct chunk *c)
{
	for (size_t i = 0; i < c->h.n; i++)
		add_line(&to->h.lines, &to->h.n, c->h.lines[i]);
	to->end = c->end;
	free(c->h.lines);
	free(c->anchors);
}

/* New lines alone, at the end: the last line becomes their context. */
static void
hold(struct chunk *c, const struct image *m)
{
	struct diff_line last = m->v[m->n - 1].l;

	last.kind = ' ';
	add_line(&c->h.lines, &c->h.n, last);
	memmove(
	    &c->h.lines[1], &c->h.lines[0], (c->h.n - 1) * sizeof(*c->h.lines));
	c->h.lines[0] = last;
	c->start--;
}

static int
place(struct chunk *c, struct image *m, const struct diff_file *f,
    struct error *e)
{
	struct old_side old;
	long at;

	image_old_side(&old, &c->h);
	at = seek(m, &old, c, f, e);
	free(old.v);
	if (at < 0)
		return -1;
	c->start = (size_t)at;
	c->end = (size_t)(at + old.n);
	if (old.n == 0 && m->done < (long)m->n)
		hold(c, m);
	m->done = (long)c->end;
	return 0;
}

int
chunks_place(struct chunks *c, struct image *m, const struct diff_file *f,
    struct error *e)
{
	bool torn = m->n > 0 && m->v[m->n - 1].l.no_newline;
	size_t kept = 0, placed = 0;

	/* such a patch does not say that the last line lacks its newline */
	if (torn)
		m->v[m->n - 1].l.no_newline = false;
	while (placed < c->n && place(&c->v[placed], m, f, e) == 0)
		placed++;
	if (torn)
		m->v[m->n - 1].l.no_newline = true;
	if (placed < c->n)
		return -1;
	for (size_t i = 0; i < placed; i++) {
		if (kept > 0 && c->v[kept - 1].end == c->v[i].start)
			join(&c->v[kept - 1], &c->v[i]);
		else
			c->v[kept++] = c->v[i];
	}
	c->n = kept;
	return 0;
}

static void
print_line(struct buf *b, char kind, const struct diff_line *l, bool torn)
{
	buf_addc(b, kind);
	buf_add(b, l->text, l->len);
	buf_adds(b, torn ? "\n\\ No newline at end of file\n" : "\n");
}

/* What is printed of one chunk. */
struct printed {
	struct buf lines;
	size_t old, new;
};

static void
print(struct printed *p, char kind, const struct diff_line *l, bool torn)
{
	print_line(&p->lines, kind, l, torn);
	p->old += kind != '+';
	p->new += kind != '-';
}

/* The lines of a chunk, of whose file the last line may lack its newline. */
static void
print_chunk(struct printed *p, const struct chunk *c, const struct image *m)
{
	size_t at = c->start;

	for (size_t i = 0; i < c->h.n; i++) {
		const struct diff_line *l = &c->h.lines[i];
		bool torn = l->kind != '+' && m->v[at].l.no_newline;

		if (torn && l->kind == ' ' && i + 1 < c->h.n) {
			print(p, '-', l, true);
			print(p, '+', l, false);
		} else {
			print(p, l->kind, l, torn);
		}
		at += l->kind != '+';
	}
}

void
chunks_print(struct buf *diff, const struct chunks *c, const struct image *m)
{
	size_t done = 0, start, after;
	long shift = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct chunk *k = &c->v[i];
		struct printed p = {0};

		start = k->start;
		after = i + 1 < c->n ? c->v[i + 1].start : m->n;

		/* a line of context on either side keeps it in its place */
		if (start > done)
			print(&p, ' ', &m->v[--start].l, false);
		print_chunk(&p, k, m);
		done = k->end + (k->end < after);
		if (k->end < after)
			print(&p, ' ', &m->v[k->end].l,
			    m->v[k->end].l.no_newline);
		buf_addf(diff, "@@ -%zu,%zu +%zu,%zu @@\n", start + (p.old > 0),
		    p.old, (size_t)((long)start + shift) + (p.new > 0), p.new);
		buf_add(diff, p.lines.data, p.lines.len);
		shift += (long)p.new - (long)p.old;
		buf_release(&p.lines);
	}
}

void
chunks_release(struct chunks *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].h.lines);
		free(c->v[i].anchors);
	}
	free(c->v);
	*c = (struct chunks){0};
}
