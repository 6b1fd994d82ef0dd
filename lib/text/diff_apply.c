/* diff_apply: one file's hunks applied to its old text */
#include "text/diff.h"
#include "text/diff_image.h"

/* Whether the hunk at `at` put a line without a newline before another. */
static bool
is_torn(const struct image *m, size_t at)
{
	for (size_t i = at - (at > 0); i < (size_t)m->done; i++)
		if (m->v[i].l.no_newline && i + 1 < m->n)
			return true;
	return false;
}

/* Said once for hunks that are moved by as much as the one before. */
static void
note_move(struct strv *notes, const struct image *m, const struct diff_file *f,
    const struct diff_hunk *h, long at, long drift)
{
	if (notes == NULL || m->drift == drift || m->drift == 0)
		return;
	strv_addf(notes,
	    "the hunk in line %zu of the diff lies in line %ld of '%s', not "
	    "in %ld",
	    h->at, at + 1, f->path, at + 1 - m->drift);
}

static int
apply_hunks(struct image *m, const struct diff_file *f, struct strv *notes,
    struct error *e)
{
	long at, drift;

	for (size_t i = 0; i < f->n; i++) {
		at = image_place(m, f, &f->hunks[i], e);
		if (at < 0)
			return -1;
		drift = m->drift;
		image_splice(m, &f->hunks[i], (size_t)at);
		note_move(notes, m, f, &f->hunks[i], at, drift);
		if (is_torn(m, (size_t)at))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the hunk in line %zu of the diff leaves a line "
			    "of '%s' without a newline before its end",
			    f->hunks[i].at, f->path);
	}
	return 0;
}

int
diff_apply(const struct diff_file *f, const char *old, size_t len,
    struct buf *out, struct strv *notes, struct error *e)
{
	struct image m;
	int n;

	if (f->binary)
		return error_set(e, ERROR_BINARY_FILE,
		    "line %zu of the diff: '%s' is binary; only text can be "
		    "applied",
		    f->at, f->path);
	image_init(&m, old, len);
	n = apply_hunks(&m, f, notes, e);
	if (n == 0 && f->change == DIFF_DELETE && m.n > 0) {
		error_set(e, ERROR_NOT_FOUND,
		    "the diff deletes '%s', but does not show all of it",
		    f->path);
		n = error_path(e, f->path);
	}
	for (size_t i = 0; i < m.n && n == 0; i++) {
		buf_add(out, m.v[i].l.text, m.v[i].l.len);
		if (!m.v[i].l.no_newline)
			buf_addc(out, '\n');
	}
	image_release(&m);
	return n;
}
