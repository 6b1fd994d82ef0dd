/* coverage_lcov: tracefiles, as lcov, c8, nyc and many others write them */
#include "base/alloc.h"
#include "text/coverage.h"
#include <stdlib.h>
#include <string.h>

/* One record, without the end of its line. */
struct record {
	const char *s;
	size_t len, number;
};

static bool
begins(const struct record *r, const char *with)
{
	size_t n = strlen(with);

	return r->len >= n && memcmp(r->s, with, n) == 0;
}

static int
wrong(const struct record *r, struct error *e)
{
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "line %zu is no record of an lcov tracefile", r->number);
}

/*
 * DA:LINE,COUNT[,CHECKSUM]; of a count that is no number, or below 0 as of
 * broken counters, lcov takes none to have run.
 */
static int
add_line(struct coverage_file *f, const struct record *r, struct error *e)
{
	char *s = xstrndup(r->s + 3, r->len - 3), *end;
	long line = strtol(s, &end, 10);
	bool good = end > s && *end == ',' && line >= 0 && f != NULL;

	/* line 0 is what coverage.py says of an empty file */
	if (good && line > 0)
		coverage_add(f, line, strtod(end + 1, NULL) > 0);
	free(s);
	return good ? 0 : wrong(r, e);
}

static int
read_record(struct coverage *c, struct coverage_file **f,
    const struct record *r, struct error *e)
{
	char *name;

	if (begins(r, "end_of_record")) {
		*f = NULL;
		return 0;
	}
	if (begins(r, "SF:")) {
		name = xstrndup(r->s + 3, r->len - 3);
		*f = coverage_file(c, name);
		free(name);
		return 0;
	}
	if (begins(r, "DA:"))
		return add_line(*f, r, e);
	/* the rest is of functions, branches and totals: NAME:... */
	if (r->len > 0 && *r->s != '#' && memchr(r->s, ':', r->len) == NULL)
		return wrong(r, e);
	return 0;
}

int
coverage_lcov(struct coverage *c, const char *text, size_t len, struct error *e)
{
	const char *end = text + len, *nl;
	struct coverage_file *f = NULL;
	struct record r = {.s = text};

	for (; r.s < end; r.s = nl + 1) {
		nl = memchr(r.s, '\n', (size_t)(end - r.s));
		nl = nl ? nl : end;
		r.len = (size_t)(nl - r.s);
		r.len -= r.len > 0 && r.s[r.len - 1] == '\r';
		r.number++;
		if (read_record(c, &f, &r, e) < 0)
			return -1;
	}
	return 0;
}
