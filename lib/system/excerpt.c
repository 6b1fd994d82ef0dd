/* excerpt: ranges of lines of files, sorted and joined */
#include "system/excerpt.h"
#include "base/alloc.h"
#include "base/num.h"
#include "system/root.h"
#include "text/decode.h"
#include "text/sha256.h"
#include <stdlib.h>
#include <string.h>

struct excerpt_range {
	char *path;
	long first, last;
	size_t order; /* of asking; the same for all of one file */
};

void
excerpts_ask(struct excerpts *x, const char *path, long first, long last)
{
	if ((x->n_ranges & (x->n_ranges + 1)) == 0)
		x->ranges = xreallocarray(
		    x->ranges, 2 * (x->n_ranges + 1), sizeof(*x->ranges));
	x->ranges[x->n_ranges] =
	    (struct excerpt_range){xstrdup(path), first, last, x->n_ranges};
	x->n_ranges++;
}

static int
by_path(const void *a, const void *b)
{
	const struct excerpt_range *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int
by_order(const void *a, const void *b)
{
	const struct excerpt_range *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static void
sort_ranges(struct excerpts *x)
{
	struct excerpt_range *r = x->ranges;

	if (x->n_ranges == 0)
		return;
	qsort(r, x->n_ranges, sizeof(*r), by_path);
	for (size_t i = 1; i < x->n_ranges; i++)
		if (strcmp(r[i].path, r[i - 1].path) == 0)
			r[i].order = r[i - 1].order;
	qsort(r, x->n_ranges, sizeof(*r), by_order);
}

void
excerpt_index(struct excerpt_file *f)
{
	const char *text = buf_str(&f->text), *end = text + f->text.len;
	const char *nl;
	size_t room = 64;

	f->line = xreallocarray(NULL, room, sizeof(*f->line));
	f->line[0] = 0;
	for (const char *p = text; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end - 1;
		if ((size_t)f->n + 2 > room) {
			room *= 2;
			f->line =
			    xreallocarray(f->line, room, sizeof(*f->line));
		}
		f->line[++f->n] = (size_t)(nl + 1 - text);
	}
}

static const struct excerpt_file *
read_file(struct excerpts *x, const char *path, struct error *e)
{
	struct excerpt_file *f = xcalloc(1, sizeof(*f));

	x->files[x->n_files++] = f;
	f->path = xstrdup(path);
	if (root_read(path, ROOT_FILE_MAX, &f->text, NULL, e) < 0)
		return NULL;
	if (x->hash) {
		f->sha256 = xmalloc(SHA256_HEX + 1);
		sha256_hex(buf_str(&f->text), f->text.len, f->sha256);
	}
	if (!decode_text(&f->text, &f->encoding)) {
		error_set(e, ERROR_BINARY_FILE,
		    "'%s' is binary: it holds a NUL byte", path);
		error_path(e, path);
		return NULL;
	}
	excerpt_index(f);
	return f;
}

static int
check_range(const struct excerpt_range *r, long lines, struct error *e)
{
	if (r->last < r->first)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "end_line %ld of '%s' is before its line %ld", r->last,
		    r->path, r->first);
	if (r->first > 1 && r->first > lines)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "line %ld is beyond the end of '%s', which has %ld line%s",
		    r->first, r->path, lines, plural(lines));
	return 0;
}

/* Adds a range, or makes the excerpt before it longer when they meet. */
static void
add(struct excerpts *x, const struct excerpt_file *f,
    const struct excerpt_range *r, long context)
{
	struct excerpt *before = x->n ? &x->v[x->n - 1] : NULL;
	long first = r->first > context ? r->first - context : 1;
	long last = r->last < f->n - context ? r->last + context : f->n;

	if (before == NULL || before->file != f || first > before->last + 1)
		x->v[x->n++] = (struct excerpt){f, first, last};
	else if (last > before->last)
		before->last = last;
}

int
excerpts_read(struct excerpts *x, long context, struct error *e)
{
	const struct excerpt_file *f = NULL;
	const struct excerpt_range *r;

	sort_ranges(x);
	x->v = xcalloc(x->n_ranges, sizeof(*x->v));
	x->files = xcalloc(x->n_ranges, sizeof(struct excerpt_file *));
	for (size_t i = 0; i < x->n_ranges; i++) {
		r = &x->ranges[i];
		if (f == NULL || strcmp(f->path, r->path) != 0)
			f = read_file(x, r->path, e);
		if (f == NULL || check_range(r, f->n, e) < 0)
			return -1;
		add(x, f, r, context);
	}
	return 0;
}

void
excerpts_release(struct excerpts *x)
{
	for (size_t i = 0; i < x->n_files; i++) {
		free(x->files[i]->path);
		free(x->files[i]->sha256);
		buf_release(&x->files[i]->text);
		free(x->files[i]->line);
		free(x->files[i]);
	}
	for (size_t i = 0; i < x->n_ranges; i++)
		free(x->ranges[i].path);
	free(x->ranges);
	free(x->files);
	free(x->v);
	*x = (struct excerpts){0};
}
