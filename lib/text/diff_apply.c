/* diff_apply: one file's hunks applied to its old text */
#include "base/alloc.h"
#include "base/utf8.h"
#include "text/diff.h"
#include <stdlib.h>
#include <string.h>

/* The old text's lines; a hunk's old side is compared with them. */
struct lines {
	struct diff_line *v;
	size_t n;
};

static void
split(struct lines *l, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	size_t n = 0;

	for (const char *s = text; s < end; s = nl + 1, n++)
		if ((nl = memchr(s, '\n', (size_t)(end - s))) == NULL)
			nl = end;
	l->v = xcalloc(n + 1, sizeof(*l->v));
	l->n = n;
	for (size_t i = 0; i < n; i++, text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		l->v[i].no_newline = nl == NULL;
		nl = nl ? nl : end;
		l->v[i].text = text;
		l->v[i].len = (size_t)(nl - text);
	}
}

/* The context and removed lines of a hunk. */
static void
old_side(struct lines *l, const struct diff_hunk *h)
{
	l->v = xcalloc(h->n + 1, sizeof(*l->v));
	l->n = 0;
	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].kind != '+')
			l->v[l->n++] = h->lines[i];
}

static bool
same(const struct diff_line *a, const struct diff_line *b)
{
	return a->len == b->len && a->no_newline == b->no_newline &&
	       memcmp(a->text, b->text, a->len) == 0;
}

static bool
fits(const struct lines *file, const struct lines *old, size_t at)
{
	for (size_t i = 0; i < old->n; i++)
		if (!same(&file->v[at + i], &old->v[i]))
			return false;
	return true;
}

/*
 * The nearest place to `wanted` in from..last where old fits; -1 when it
 * fits nowhere, -2 when two places are equally near.
 */
static long
nearest(
    const struct lines *file, const struct lines *old, long from, long wanted)
{
	long last = (long)file->n - (long)old->n, up, down;
	bool fits_up, fits_down;

	for (long d = 0; wanted - d >= from || wanted + d <= last; d++) {
		up = wanted - d;
		down = wanted + d;
		fits_up =
		    up >= from && up <= last && fits(file, old, (size_t)up);
		fits_down = d > 0 && down >= from && down <= last &&
			    fits(file, old, (size_t)down);
		if (fits_up && fits_down)
			return -2;
		if (fits_up || fits_down)
			return fits_up ? up : down;
	}
	return -1;
}

/* Lines of old that the file has when it is laid at `at`. */
static size_t
common(const struct lines *file, const struct lines *old, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < old->n && at + i < file->n; i++)
		n += same(&file->v[at + i], &old->v[i]);
	return n;
}

/* Where a hunk that fits nowhere was most likely meant to be. */
static size_t
likely(
    const struct lines *file, const struct lines *old, long from, long wanted)
{
	size_t best = 0, n;
	long at = wanted < from ? from : wanted;

	if (at > (long)file->n)
		at = (long)file->n;
	best = common(file, old, (size_t)at);
	/* a giant file with a giant hunk is not worth the search */
	if (file->n * old->n > 50000000)
		return (size_t)at;
	for (long i = from; i < (long)file->n; i++) {
		n = common(file, old, (size_t)i);
		if (n > best ||
		    (n == best && labs(i - wanted) < labs(at - wanted))) {
			best = n;
			at = i;
		}
	}
	return (size_t)at;
}

/* A line for a message: not endless, never half a character. */
static int
shown(const struct diff_line *l)
{
	return (int)utf8_cut(l->text, l->len, 160);
}

static int
explain(const struct diff_file *f, const struct diff_hunk *h,
    const struct lines *file, const struct lines *old, size_t at,
    struct error *e)
{
	const struct diff_line *want, *have;
	size_t i = 0;

	while (at + i < file->n && same(&file->v[at + i], &old->v[i]))
		i++;
	want = &old->v[i];
	if (at + i >= file->n) {
		error_set(e, ERROR_NOT_FOUND,
		    "the hunk in line %zu of the diff does not fit '%s': it "
		    "expects '%.*s', but the file ends after line %zu",
		    h->at, f->old_path, shown(want), want->text, file->n);
	} else {
		have = &file->v[at + i];
		error_set(e, ERROR_NOT_FOUND,
		    "the hunk in line %zu of the diff does not fit '%s': it "
		    "expects '%.*s'%s, but line %zu is '%.*s'%s",
		    h->at, f->old_path, shown(want), want->text,
		    want->no_newline ? " without a newline" : "", at + i + 1,
		    shown(have), have->text,
		    have->no_newline ? " without a newline" : "");
	}
	error_path(e, f->old_path);
	return error_hint(e,
	    "read the file around line %zu and write the hunk against what "
	    "it has there",
	    at + i + 1);
}

/* Finds the hunk's place at or behind `from`; -1 when it has none. */
static long
place(const struct diff_file *f, const struct diff_hunk *h,
    const struct lines *file, const struct lines *old, long from, long drift,
    struct error *e)
{
	long wanted = h->old_start - 1 + drift, at;

	if (old->n == 0 && file->n == 0)
		return 0;
	if (old->n == 0) {
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the hunk in line %zu of the diff has no context that "
		    "says where in '%s' its lines go",
		    h->at, f->old_path);
		error_path(e, f->old_path);
		return error_hint(e, "add unchanged lines around the new ones");
	}
	at = nearest(file, old, from, wanted);
	if (at == -1)
		return explain(
		    f, h, file, old, likely(file, old, from, wanted), e);
	if (at == -2) {
		error_set(e, ERROR_NOT_FOUND,
		    "the hunk in line %zu of the diff fits two places of '%s' "
		    "that are equally near to line %ld",
		    h->at, f->old_path, h->old_start);
		error_path(e, f->old_path);
		return error_hint(e, "add more context or mend its line");
	}
	return at;
}

static void
copy(struct buf *out, const struct diff_line *l)
{
	buf_add(out, l->text, l->len);
	if (!l->no_newline)
		buf_addc(out, '\n');
}

/* False when a line would follow one that has no newline. */
static bool
add_new_side(struct buf *out, size_t start, const struct diff_hunk *h)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->lines[i].kind == '-')
			continue;
		if (out->len > start && out->data[out->len - 1] != '\n')
			return false;
		copy(out, &h->lines[i]);
	}
	return true;
}

static int
apply_hunks(const struct diff_file *f, const struct lines *file,
    struct buf *out, struct error *e)
{
	size_t start = out->len;
	long done = 0, drift = 0, at;

	for (size_t i = 0; i < f->n; i++) {
		const struct diff_hunk *h = &f->hunks[i];
		struct lines old;

		old_side(&old, h);
		at = place(f, h, file, &old, done, drift, e);
		free(old.v);
		if (at < 0)
			return -1;
		drift = old.n > 0 ? at - (h->old_start - 1) : 0;
		for (; done < at; done++)
			copy(out, &file->v[done]);
		done += (long)old.n;
		if (!add_new_side(out, start, h) ||
		    (done < (long)file->n && out->len > start &&
			out->data[out->len - 1] != '\n'))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the hunk in line %zu of the diff leaves a line "
			    "of '%s' without a newline before its end",
			    h->at, f->path);
	}
	for (; done < (long)file->n; done++)
		copy(out, &file->v[done]);
	return 0;
}

int
diff_apply(const struct diff_file *f, const char *old, size_t len,
    struct buf *out, struct error *e)
{
	struct lines file;
	size_t start = out->len;
	int n;

	if (f->binary)
		return error_set(e, ERROR_BINARY_FILE,
		    "line %zu of the diff: '%s' is binary; only text can be "
		    "applied",
		    f->at, f->path);
	split(&file, old, len);
	n = apply_hunks(f, &file, out, e);
	free(file.v);
	if (n == 0 && f->change == DIFF_DELETE && out->len > start) {
		error_set(e, ERROR_NOT_FOUND,
		    "the diff deletes '%s', but does not show all of it",
		    f->path);
		return error_path(e, f->path);
	}
	return n;
}
