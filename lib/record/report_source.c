/* report_source: lines of the files that findings point at, and their hash */
#include "record/report_source.h"
#include "base/alloc.h"
#include "base/filename.h"
#include "base/utf8.h"
#include "system/excerpt.h"
#include <inttypes.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK  100 /* units that a hash is of */
#define FACTOR UINT64_C(37)

struct line_hash {
	uint64_t hash;
	size_t line, nth; /* nth: of its hash in the file, from 1 */
};

struct source {
	char *path;
	struct excerpts text;
	const struct excerpt_file *file; /* NULL: it cannot be read */
	struct line_hash *hashes;        /* of each line, once asked for */
	size_t n;
};

static int
by_path(const void *a, const void *b)
{
	return strcmp(
	    ((const struct source *)a)->path, ((const struct source *)b)->path);
}

static struct source *
source_of(struct sources *s, const char *path)
{
	struct source *f = xcalloc(1, sizeof(*f)), **at;
	struct error e = {0};
	char *name;

	f->path = xstrdup(path);
	at = tsearch(f, &s->files, by_path);
	if (at == NULL)
		alloc_failed();
	if (*at != f) {
		free(f->path);
		free(f);
		return *at;
	}
	name = filename_read(path);
	excerpts_ask(&f->text, name, 1, LONG_MAX);
	free(name);
	if (excerpts_read(&f->text, 0, &e) == 0)
		f->file = f->text.files[0];
	error_release(&e);
	return f;
}

const char *
source_line(struct sources *s, const char *path, long line, size_t *len)
{
	const struct excerpt_file *f = source_of(s, path)->file;
	const char *text;

	if (f == NULL || line < 1 || line > f->n)
		return NULL;
	text = f->text.data + f->line[line - 1];
	*len = f->line[line] - f->line[line - 1];
	while (*len > 0 && (text[*len - 1] == '\n' || text[*len - 1] == '\r'))
		--*len;
	return text;
}

/* The code point at s, U+FFFD for a byte that is none; its length. */
static size_t
next(const char *s, size_t len, uint32_t *cp)
{
	size_t n = utf8_decode(s, len, cp);

	if (n > 0)
		return n;
	*cp = 0xFFFD;
	return 1;
}

long
source_utf16(const char *line, size_t len, long column)
{
	size_t end = (size_t)column - 1 < len ? (size_t)column - 1 : len;
	uint32_t cp;
	long units = 1;

	for (size_t at = 0; at < end; at += next(line + at, len - at, &cp)) {
		next(line + at, len - at, &cp);
		units += cp > 0xFFFF ? 2 : 1;
	}
	return units;
}

/* A file as units: no blanks, every line's end a newline; where lines begin. */
struct units {
	uint16_t *v;
	size_t n;
	size_t *start;
	size_t lines;
};

static void
add_unit(struct units *u, uint16_t unit)
{
	if (u->n == 0 || u->v[u->n - 1] == '\n')
		u->start[u->lines++] = u->n;
	u->v[u->n++] = unit;
}

static void
read_units(struct units *u, const char *s, size_t len)
{
	uint32_t cp;
	size_t n;

	u->v = xcalloc(len + 1 + BLOCK, sizeof(*u->v));
	u->start = xcalloc(len + 1, sizeof(*u->start));
	for (size_t at = 0; at < len; at += n) {
		n = next(s + at, len - at, &cp);
		if (cp == '\r' && at + 1 < len && s[at + 1] == '\n')
			n = 2;
		if (cp > 0xFFFF) {
			add_unit(u, (uint16_t)(0xD7C0 + (cp >> 10)));
			add_unit(u, (uint16_t)(0xDC00 + (cp & 0x3FF)));
		} else if (cp != ' ' && cp != '\t') {
			add_unit(u, cp == '\r' ? '\n' : (uint16_t)cp);
		}
	}
	add_unit(u, 0xFFFF); /* the end; the zeros behind it are there */
	u->n += BLOCK;
}

static int
by_hash(const void *a, const void *b)
{
	const struct line_hash *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static int
by_line(const void *a, const void *b)
{
	const struct line_hash *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static void
number_equal(struct line_hash *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_hash);
	for (size_t i = 0; i < n; i++)
		v[i].nth =
		    i > 0 && v[i].hash == v[i - 1].hash ? v[i - 1].nth + 1 : 1;
	qsort(v, n, sizeof(*v), by_line);
}

static void
hash_lines(struct source *f)
{
	uint64_t h = 0, most = 1;
	struct units u = {0};

	read_units(&u, buf_str(&f->file->text), f->file->text.len);
	for (int i = 0; i < BLOCK; i++)
		most *= FACTOR;
	f->hashes = xcalloc(u.lines, sizeof(*f->hashes));
	for (size_t i = 0; i < u.n && f->n < u.lines; i++) {
		h = h * FACTOR + u.v[i];
		if (i >= BLOCK)
			h -= most * u.v[i - BLOCK];
		if (u.start[f->n] + BLOCK - 1 == i) {
			f->hashes[f->n] = (struct line_hash){h, f->n, 0};
			f->n++;
		}
	}
	number_equal(f->hashes, f->n);
	free(u.v);
	free(u.start);
}

bool
source_hash(
    struct sources *s, const char *path, long line, char hash[SOURCE_HASH])
{
	struct source *f = source_of(s, path);
	const struct line_hash *h;

	if (f->file == NULL)
		return false;
	if (f->hashes == NULL)
		hash_lines(f);
	if (line < 1 || (size_t)line > f->n)
		return false;
	h = &f->hashes[line - 1];
	snprintf(hash, SOURCE_HASH, "%" PRIx64 ":%zu", h->hash, h->nth);
	return true;
}

static void
free_source(void *p)
{
	struct source *f = p;

	excerpts_release(&f->text);
	free(f->hashes);
	free(f->path);
	free(f);
}

void
sources_release(struct sources *s)
{
	tdestroy(s->files, free_source);
	s->files = NULL;
}
