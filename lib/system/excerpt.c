/* excerpt: ranges of lines of files, sorted and joined */
#include "system/excerpt.h"
#include "base/alloc.h"
#include "base/num.h"
#include "system/excerpt_scan.h"
#include "system/root.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	struct buf text = f->text;
	const char *s = buf_str(&text), *end = s + text.len, *nl;

	f->text.len = 0;
	for (const char *p = s; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end - 1;
		f->text.len = (size_t)(p - s);
		excerpt_hold_line(f);
	}
	f->text.len = text.len;
	excerpt_hold_line(f);
	f->n = (long)--f->n_held;
}

static int
check_range(const struct excerpt_range *r, long lines, struct error *e)
{
	if (r->last < r->first)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "end_line %ld of '%s' is before its line %ld", r->last,
		    r->path, r->first);
	if (lines >= 0 && r->first > 1 && r->first > lines)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "line %ld is beyond the end of '%s', which has %ld line%s",
		    r->first, r->path, lines, plural(lines));
	return 0;
}

/* Adds a range, or makes the file's excerpt before it longer if they meet. */
static void
add(struct excerpts *x, const struct excerpt_file *f,
    const struct excerpt_range *r, long context)
{
	struct excerpt *before = x->n ? &x->v[x->n - 1] : NULL;
	long first = r->first > context ? r->first - context : 1;
	long last = r->last < LONG_MAX - context ? r->last + context : LONG_MAX;

	if (before == NULL || before->file != f ||
	    (before->last < LONG_MAX && first > before->last + 1))
		x->v[x->n++] = (struct excerpt){f, first, last, first - 1, 0};
	else if (last > before->last)
		before->last = last;
}

/* Counts the file's lines, and with them what was counted from its end. */
static int
count_from_start(struct excerpts *x, struct excerpt_file *f, int fd,
    struct excerpt_range *r, size_t n, struct error *e)
{
	bool counted = false;

	for (size_t i = 0; i < n; i++) {
		if (r[i].first >= 0)
			continue;
		if (!counted && excerpt_scan(x, f, fd, x->v + x->n, e) < 0)
			return -1;
		counted = true;
		r[i].first += f->n + 1;
		if (r[i].first < 1)
			r[i].first = 1;
	}
	qsort(r, n, sizeof(*r), by_order);
	return 0;
}

/* Reads a file, of which the n ranges from r on are asked for. */
static int
read_file(struct excerpts *x, int fd, struct excerpt_range *r, size_t n,
    long context, struct error *e)
{
	struct excerpt_file *f = xcalloc(1, sizeof(*f));
	size_t from = x->n;

	x->files[x->n_files++] = f;
	f->path = xstrdup(r->path);
	if (count_from_start(x, f, fd, r, n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (check_range(&r[i], -1, e) < 0)
			return -1;
		add(x, f, &r[i], context);
	}
	if (excerpt_scan(x, f, fd, x->v + from, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (check_range(&r[i], f->n, e) < 0)
			return -1;
	return 0;
}

int
excerpts_read(struct excerpts *x, long context, struct error *e)
{
	struct excerpt_range *r;
	size_t n;
	int fd, status;

	sort_ranges(x);
	x->v = xcalloc(x->n_ranges, sizeof(*x->v));
	x->files = xcalloc(x->n_ranges, sizeof(struct excerpt_file *));
	for (size_t i = 0; i < x->n_ranges; i += n) {
		r = &x->ranges[i];
		n = 1;
		while (i + n < x->n_ranges && r[n].order == r->order)
			n++;
		fd = root_open_file(r->path, e);
		if (fd < 0)
			return -1;
		status = read_file(x, fd, r, n, context, e);
		close(fd);
		if (status < 0)
			return -1;
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
