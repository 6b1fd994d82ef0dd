/* coverage: which lines a program ran, as reports of coverage say */
#include "text/coverage.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "text/inflate.h"
#include <stdlib.h>
#include <string.h>

struct coverage_file *
coverage_file(struct coverage *c, const char *name)
{
	if (c->n > 0 && strcmp(c->files[c->n - 1].name, name) == 0)
		return &c->files[c->n - 1];
	if ((c->n & (c->n + 1)) == 0)
		c->files =
		    xreallocarray(c->files, 2 * (c->n + 1), sizeof(*c->files));
	c->files[c->n] = (struct coverage_file){.name = xstrdup(name)};
	return &c->files[c->n++];
}

void
coverage_add(struct coverage_file *f, long line, bool ran)
{
	if ((f->n & (f->n + 1)) == 0)
		f->lines =
		    xreallocarray(f->lines, 2 * (f->n + 1), sizeof(*f->lines));
	f->lines[f->n++] = (struct coverage_line){line, ran};
}

static int
by_line(const void *a, const void *b)
{
	long x = ((const struct coverage_line *)a)->line;
	long y = ((const struct coverage_line *)b)->line;

	return (x > y) - (x < y);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct coverage_file *)a)->name,
	    ((const struct coverage_file *)b)->name);
}

static void
sort_lines(struct coverage_file *f)
{
	size_t kept = 0;

	if (f->n == 0)
		return;
	qsort(f->lines, f->n, sizeof(*f->lines), by_line);
	for (size_t i = 1; i < f->n; i++) {
		if (f->lines[i].line == f->lines[kept].line)
			f->lines[kept].ran |= f->lines[i].ran;
		else
			f->lines[++kept] = f->lines[i];
	}
	f->n = kept + 1;
}

static void
release_file(struct coverage_file *f)
{
	free(f->name);
	free(f->lines);
}

/* Puts the lines of files of one name into one. */
static void
join_files(struct coverage *c)
{
	size_t kept = 0;

	for (size_t i = 1; i < c->n; i++) {
		struct coverage_file *f = &c->files[kept], *g = &c->files[i];

		if (strcmp(f->name, g->name) != 0) {
			c->files[++kept] = *g;
			continue;
		}
		for (size_t j = 0; j < g->n; j++)
			coverage_add(f, g->lines[j].line, g->lines[j].ran);
		release_file(g);
	}
	c->n = kept + 1;
}

void
coverage_sort(struct coverage *c)
{
	if (c->n == 0)
		return;
	qsort(c->files, c->n, sizeof(*c->files), by_name);
	join_files(c);
	for (size_t i = 0; i < c->n; i++)
		sort_lines(&c->files[i]);
}

void
coverage_release(struct coverage *c)
{
	for (size_t i = 0; i < c->n; i++)
		release_file(&c->files[i]);
	free(c->files);
	strv_release(&c->roots);
	*c = (struct coverage){0};
}

static bool
has_lines(const struct coverage *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->files[i].n > 0)
			return true;
	return false;
}

static coverage_reader *
reader_of(const char *text, size_t len)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t at = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;

	while (at < len && strchr(" \t\r\n", text[at]) != NULL)
		at++;
	if (at < len && text[at] == '<')
		return coverage_cobertura;
	if (at < len && text[at] == '{')
		return coverage_gcov;
	return coverage_lcov;
}

static int
read_text(struct coverage *c, const char *text, size_t len, struct error *e)
{
	if (reader_of(text, len)(c, text, len, e) < 0)
		return -1;
	if (has_lines(c))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is a report of coverage that tells of no line");
}

int
coverage_read(struct coverage *c, const char *text, size_t len, struct error *e)
{
	struct buf b = {0};
	int status;

	if (!inflate_is_gzip(text, len))
		return read_text(c, text, len, e);
	status = inflate_gzip(&b, text, len, COVERAGE_MAX, e);
	if (status == 0)
		status = read_text(c, buf_str(&b), b.len, e);
	buf_release(&b);
	return status;
}
