/* diff_misfit: what a hunk expects, and what the file has there instead */
#include "base/utf8.h"
#include "text/diff_image.h"
#include <stdlib.h>
#include <string.h>

/* How much of o the file has when it is laid at `at`. */
static long
common(const struct image *m, const struct old_side *o, long at)
{
	long n = 0;

	for (long i = 0; i < o->n && at + i < (long)m->n; i++)
		n += image_same(&m->v[at + i].l, o->v[i])    ? 3
		     : image_alike(&m->v[at + i].l, o->v[i]) ? 2
							     : 0;
	return n;
}

/* Where a hunk that fits nowhere was most likely meant to be. */
static long
likely(const struct image *m, const struct old_side *o, long wanted)
{
	long at = wanted < m->done ? m->done : wanted, best, n;

	if (at > (long)m->n)
		at = (long)m->n;
	best = common(m, o, at);
	/* a giant file with a giant hunk is not worth the search */
	if ((long)m->n * o->n > 50000000)
		return at;
	for (long i = m->done; i < (long)m->n; i++) {
		n = common(m, o, i);
		if (n > best ||
		    (n == best && labs(i - wanted) < labs(at - wanted))) {
			best = n;
			at = i;
		}
	}
	return at;
}

static const char *
ending(const struct diff_line *l)
{
	if (l->no_newline)
		return " without a newline";
	return l->len > 0 && l->text[l->len - 1] == '\r' ? " with CR LF" : "";
}

static size_t
without_cr(const struct diff_line *l)
{
	return l->len - (l->len > 0 && l->text[l->len - 1] == '\r');
}

/* What makes two lines differ that look alike, and how to mend it. */
static const char *
difference(const struct diff_line *want, const struct diff_line *have)
{
	size_t n = without_cr(have);

	if (!image_alike(want, have))
		return NULL;
	if (n == without_cr(want) && memcmp(want->text, have->text, n) == 0 &&
	    want->len != have->len)
		return have->len > want->len
			   ? "the file's lines end in CR LF, the diff's in "
			     "LF: give the diff's lines a CR at their end too"
			   : "the file's lines end in LF, the diff's in CR "
			     "LF: leave the CRs out";
	if (n == without_cr(want) && memcmp(want->text, have->text, n) == 0)
		return "they differ in the newline at the file's end: '\\ No "
		       "newline at end of file' stands behind a line that "
		       "has none";
	if (memchr(have->text, '\t', have->len) &&
	    !memchr(want->text, '\t', want->len))
		return "only the white space differs: the file has tabs "
		       "there, the diff has blanks";
	return "only the white space differs: copy it from the file";
}

/* A line for a message: not endless, never half a character, no CR. */
static int
shown(const struct diff_line *l)
{
	return (int)utf8_cut(l->text, without_cr(l), 160);
}

static int
explain_end(const struct diff_line *want, long last, const struct diff_file *f,
    const struct diff_hunk *h, struct error *e)
{
	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff does not fit '%s': it expects "
	    "'%.*s', but the file ends after line %ld",
	    h->at, f->old_path, shown(want), want->text, last);
	error_path(e, f->old_path);
	return error_hint(e,
	    "read the end of the file and write the hunk against what it has "
	    "there");
}

static int
explain(const struct diff_line *want, const struct diff_line *have, long line,
    const struct diff_file *f, const struct diff_hunk *h, struct error *e)
{
	const char *why = difference(want, have);

	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff does not fit '%s': it expects "
	    "'%.*s'%s, but line %ld is '%.*s'%s",
	    h->at, f->old_path, shown(want), want->text, ending(want), line,
	    shown(have), have->text, ending(have));
	error_path(e, f->old_path);
	if (why != NULL)
		return error_hint(e, "%s", why);
	return error_hint(e,
	    "read the file around line %ld and write the hunk against what "
	    "it has there",
	    line);
}

int
image_misfit(const struct image *m, const struct old_side *o,
    const struct diff_file *f, const struct diff_hunk *h, long wanted,
    struct error *e)
{
	long at = likely(m, o, wanted), i = 0;

	while (at + i < (long)m->n && i + 1 < o->n &&
	       image_same(&m->v[at + i].l, o->v[i]))
		i++;
	if (at + i >= (long)m->n)
		return explain_end(o->v[i], (long)m->n - m->shift, f, h, e);
	return explain(
	    o->v[i], &m->v[at + i].l, image_number(m, at + i), f, h, e);
}
