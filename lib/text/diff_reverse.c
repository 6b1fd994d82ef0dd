/* diff_reverse: a diff that takes back what another one does */
#include "text/diff.h"

static void
swap_lines(struct diff_hunk *h)
{
	long start = h->old_start, count = h->old_count;

	h->old_start = h->new_start;
	h->old_count = h->new_count;
	h->new_start = start;
	h->new_count = count;
	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].kind != ' ')
			h->lines[i].kind = h->lines[i].kind == '+' ? '-' : '+';
}

static void
swap_sides(struct diff_file *f)
{
	unsigned mode = f->old_mode;
	char *path = f->old_path;

	f->old_path = f->path;
	f->path = path;
	f->old_mode = f->new_mode;
	f->new_mode = mode;
	if (f->change == DIFF_CREATE || f->change == DIFF_DELETE)
		f->change =
		    f->change == DIFF_CREATE ? DIFF_DELETE : DIFF_CREATE;
	for (size_t i = 0; i < f->n; i++)
		swap_lines(&f->hunks[i]);
}

int
diff_reverse(struct diff *d, struct error *e)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->files[i].change == DIFF_COPY)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "line %zu of the diff: a copy cannot be taken "
			    "back; delete '%s' instead",
			    d->files[i].at, d->files[i].path);
	for (size_t i = 0; i < d->n; i++)
		swap_sides(&d->files[i]);
	return 0;
}
