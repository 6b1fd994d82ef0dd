/* diff_place: where a hunk goes */
#include "text/diff_image.h"
#include <stdlib.h>

/*
 * The nearest place to `wanted` from `from` on, or -1; *also is another one
 * that is as near, or -1.
 */
static long
nearest(const struct image *m, const struct old_side *o, long from, long wanted,
    long *also)
{
	long last = (long)m->n - o->n;
	bool up, down;

	*also = -1;
	for (long d = 0; wanted - d >= from || wanted + d <= last; d++) {
		up = wanted - d >= from && image_fits(m, o, wanted - d);
		down =
		    d > 0 && wanted + d >= from && image_fits(m, o, wanted + d);
		if (up && down)
			*also = wanted + d;
		if (up || down)
			return up ? wanted - d : wanted + d;
	}
	return -1;
}

/* What git apply takes; with zero, git apply --unidiff-zero. */
static long
gits_place(const struct image *m, const struct old_side *o,
    const struct diff_hunk *h, bool zero)
{
	bool first = h->old_start == 0 || (h->old_start == 1 && !zero);
	bool last = !zero && h->lines[h->n - 1].kind != ' ';
	long end = (long)m->n - o->n, at, also;

	if (first)
		return image_fits(m, o, 0) && (!last || end == 0) ? 0 : -1;
	if (last)
		return image_fits(m, o, end) ? end : -1;
	at = nearest(m, o, 0, h->new_start > 0 ? h->new_start - 1 : 0, &also);
	return also < 0 ? at : -2;
}

/* Why none of two places will do. */
static int
refuse_two(const struct image *m, const struct diff_file *f,
    const struct diff_hunk *h, long one, long other, struct error *e)
{
	if (other < 0)
		error_set(e, ERROR_NOT_FOUND,
		    "the hunk in line %zu of the diff fits several places of "
		    "'%s', none of them where the diff says",
		    h->at, f->old_path);
	else
		error_set(e, ERROR_NOT_FOUND,
		    "the hunk in line %zu of the diff fits '%s' in line %ld "
		    "and in line %ld",
		    h->at, f->old_path,
		    image_number(m, one < other ? one : other),
		    image_number(m, one < other ? other : one));
	error_path(e, f->old_path);
	return error_hint(
	    e, "add context lines before and behind, or mend its line number");
}

static int
refuse_order(const struct image *m, const struct diff_file *f,
    const struct diff_hunk *h, long at, struct error *e)
{
	error_set(e, ERROR_NOT_FOUND,
	    "the hunk in line %zu of the diff fits '%s' in line %ld, but that "
	    "is above the hunk before it",
	    h->at, f->old_path, image_number(m, at));
	error_path(e, f->old_path);
	return error_hint(e, "give the hunks in the order of their lines");
}

static int
refuse_no_context(
    const struct diff_file *f, const struct diff_hunk *h, struct error *e)
{
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the hunk in line %zu of the diff has no context that says where "
	    "in '%s' its lines go",
	    h->at, f->old_path);
	error_path(e, f->old_path);
	return error_hint(e, "add unchanged lines around the new ones");
}

static long
place(const struct image *m, const struct old_side *o,
    const struct diff_file *f, const struct diff_hunk *h, struct error *e)
{
	long wanted = h->old_start - 1 + m->shift + m->drift;
	long at, also, zero, plain;

	if (o->n == 0)
		return m->n == 0 ? 0 : refuse_no_context(f, h, e);
	at = nearest(m, o, m->done, wanted, &also);
	if (at == -1) {
		at = nearest(m, o, 0, wanted, &also);
		return at < 0 ? image_misfit(m, o, f, h, wanted, e)
			      : refuse_order(m, f, h, at, e);
	}
	if (also >= 0)
		return refuse_two(m, f, h, at, also, e);
	zero = gits_place(m, o, h, true);
	plain = gits_place(m, o, h, false);
	if (at != zero)
		return refuse_two(m, f, h, at, zero, e);
	if (plain != -1 && at != plain)
		return refuse_two(m, f, h, at, plain, e);
	return at;
}

long
image_place(const struct image *m, const struct diff_file *f,
    const struct diff_hunk *h, struct error *e)
{
	struct old_side o;
	long at;

	image_old_side(&o, h);
	at = place(m, &o, f, h, e);
	free(o.v);
	return at;
}
