/* read_file: the text of files, whole or in parts */
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "read_file.args.h"
#include "system/root.h"
#include "text/decode.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* tool_answer may still add `upstream_truncated`: this much is kept free. */
#define RESERVE 8

struct file {
	const char *path;
	const char *encoding; /* it had, NULL for UTF-8 */
	struct buf text;
	size_t *line; /* where each begins, and where the last ends */
	long n;
};

/* What was asked for: lines of a file, before context and its real end. */
struct range {
	const char *path;
	long line, end;
	size_t order; /* of asking; the same for all of one file */
};

/* What is answered. An empty file is a piece whose last line is 0. */
struct piece {
	const struct file *file;
	long first, last;
};

static struct {
	struct range *ranges;
	size_t n_ranges;
	struct piece *pieces;
	size_t n_pieces;
	struct file **files;
	size_t n_files;
	long total; /* lines of all pieces */
} all;

static void
index_lines(struct file *f)
{
	const char *text = buf_str(&f->text), *p, *nl;
	const char *end = text + f->text.len;
	size_t room = 0;

	for (p = text;; p = nl + 1) {
		if ((size_t)f->n + 1 > room) {
			room = room ? 2 * room : 64;
			f->line =
			    xreallocarray(f->line, room, sizeof(*f->line));
		}
		f->line[f->n] = (size_t)(p - text);
		if (p >= end)
			break;
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end - 1;
		f->n++;
	}
}

static const struct file *
load(const char *path)
{
	struct file *f = xcalloc(1, sizeof(*f));
	struct error e = {0};

	f->path = path;
	all.files =
	    xreallocarray(all.files, all.n_files + 1, sizeof(*all.files));
	all.files[all.n_files++] = f;
	if (root_read(path, ROOT_FILE_MAX, &f->text, NULL, &e) < 0)
		tool_fail_with(&e);
	if (!decode_text(&f->text, &f->encoding)) {
		error_set(&e, ERROR_BINARY_FILE,
		    "'%s' is binary: it holds a NUL byte", path);
		error_path(&e, path);
		tool_fail_with(&e);
	}
	index_lines(f);
	return f;
}

static void
ask(const char *path, long line, long end)
{
	if (end < line)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "end_line %ld of '%s' is before its line %ld", end, path,
		    line);
	all.ranges[all.n_ranges] =
	    (struct range){path, line, end, all.n_ranges};
	all.n_ranges++;
}

static int
by_path(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int
by_order(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Files in the order in which they were first named, each in line order. */
static void
sort_ranges(void)
{
	struct range *r = all.ranges;

	qsort(r, all.n_ranges, sizeof(*r), by_path);
	for (size_t i = 1; i < all.n_ranges; i++)
		if (strcmp(r[i].path, r[i - 1].path) == 0)
			r[i].order = r[i - 1].order;
	qsort(r, all.n_ranges, sizeof(*r), by_order);
}

static void
add_piece(const struct file *f, const struct range *r, long context)
{
	struct piece *last =
	    all.n_pieces ? &all.pieces[all.n_pieces - 1] : NULL;
	long first = r->line > context ? r->line - context : 1;
	long end = r->end < f->n - context ? r->end + context : f->n;

	if (r->line > 1 && r->line > f->n)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "line %ld is beyond the end of '%s', which has %ld lines",
		    r->line, f->path, f->n);
	if (last != NULL && last->file == f && first <= last->last + 1) {
		last->last = end > last->last ? end : last->last;
		return;
	}
	all.pieces[all.n_pieces++] = (struct piece){f, first, end};
}

/* An empty file counts as one line, so that it too is answered just once. */
static long
lines_of(const struct piece *p)
{
	return p->last < p->first ? 1 : p->last - p->first + 1;
}

static void
gather(const struct args *a)
{
	size_t most = a->paths.n + a->n_locations;
	long line = a->has_start_line ? a->start_line : 1;
	const struct file *f = NULL;

	all.ranges = xcalloc(most, sizeof(*all.ranges));
	all.pieces = xcalloc(most, sizeof(*all.pieces));
	for (size_t i = 0; i < a->paths.n; i++)
		ask(a->paths.v[i], line,
		    a->has_end_line ? a->end_line : LONG_MAX);
	for (size_t i = 0; i < a->n_locations; i++) {
		const struct args_locations *l = &a->locations[i];
		long end = l->has_line ? l->line : LONG_MAX;

		ask(l->path, l->has_line ? l->line : 1,
		    l->has_end_line ? l->end_line : end);
	}
	sort_ranges();
	for (size_t i = 0; i < all.n_ranges; i++) {
		if (f == NULL || strcmp(f->path, all.ranges[i].path) != 0)
			f = load(all.ranges[i].path);
		add_piece(f, &all.ranges[i], a->context);
	}
	for (size_t i = 0; i < all.n_pieces; i++)
		all.total += lines_of(&all.pieces[i]);
}

static cJSON *
new_file(const struct piece *p, long first, long n)
{
	const struct file *f = p->file;
	long last = first + n - 1 < p->last ? first + n - 1 : p->last;
	size_t from = f->line[first - 1], to = f->line[last];
	cJSON *item = cJSON_CreateObject();

	cJSON_AddItemToObject(
	    item, "path", json_new_string(f->path, strlen(f->path)));
	json_add_long(item, "start_line", first);
	json_add_long(item, "end_line", last);
	json_add_long(item, "total_lines", f->n);
	if (f->encoding != NULL)
		cJSON_AddStringToObject(item, "encoding", f->encoding);
	cJSON_AddItemToObject(
	    item, "text", json_new_string(buf_str(&f->text) + from, to - from));
	return item;
}

/* The answer that holds `count` lines from `skip` on. */
static cJSON *
build(long skip, long count)
{
	cJSON *details = cJSON_CreateObject(), *next;
	cJSON *files = cJSON_AddArrayToObject(details, "files");
	long left = count, pass = skip, n;

	for (size_t i = 0; i < all.n_pieces && left > 0; i++) {
		const struct piece *p = &all.pieces[i];

		n = lines_of(p) - pass;
		if (n <= 0) {
			pass -= lines_of(p);
			continue;
		}
		n = n < left ? n : left;
		cJSON_AddItemToArray(files, new_file(p, p->first + pass, n));
		left -= n;
		pass = 0;
	}
	if (skip + count >= all.total)
		return details;
	cJSON_AddTrueToObject(details, "truncated");
	json_add_long(details, "total", all.total);
	next = cJSON_AddObjectToObject(details, "next");
	json_add_long(next, "skip", skip + count);
	return details;
}

static size_t
cost_of(const cJSON *details)
{
	char *text = json_text(details);
	size_t cost = result_tokens(text, strlen(text)) + RESERVE;

	free(text);
	return cost;
}

static bool
fits(long skip, long count, long max_tokens)
{
	cJSON *details = build(skip, count);
	bool fit = cost_of(details) <= (size_t)max_tokens;

	cJSON_Delete(details);
	return fit;
}

/* How many lines fit: doubled until they do not, so that no more of a long
 * file is ever counted than twice what is answered. */
static long
count_fitting(long skip, long most, long max_tokens)
{
	long low = 0, high = 1, middle;

	while (high < most && fits(skip, high, max_tokens)) {
		low = high;
		high *= 2;
	}
	if (high >= most) {
		if (fits(skip, most, max_tokens))
			return most;
		high = most;
	}
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (fits(skip, middle, max_tokens))
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
cut_text(cJSON *item, const char *text, size_t keep)
{
	size_t len = strlen(text), at = utf8_cut(text, len, keep);

	json_set(item, "text", json_new_string(text, at));
	json_set(item, "cut", cJSON_CreateTrue());
	json_set(item, "bytes_left_out", json_new_long((long)(len - at)));
}

/* One line that alone exceeds the limit is cut inside (contract 5). */
static cJSON *
build_cut(long skip, long max_tokens)
{
	cJSON *details = build(skip, 1);
	cJSON *item = json_get(details, "files")->child;
	char *text = xstrdup(json_string(item, "text"));
	size_t low = 0, high = strlen(text), middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		cut_text(item, text, middle);
		if (cost_of(details) <= (size_t)max_tokens)
			low = middle;
		else
			high = middle;
	}
	cut_text(item, text, low);
	free(text);
	if (cost_of(details) > (size_t)max_tokens)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "max_tokens %ld is too small: this answer needs at least "
		    "%zu",
		    max_tokens, cost_of(details));
	return details;
}

int
main(int argc, char **argv)
{
	struct args a;
	long most, count;

	tool_args(&a, &args_desc, argc, argv);
	if (!tool_given("paths") && !tool_given("locations"))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing to read: give paths or locations");
	gather(&a);
	most = a.skip < all.total ? all.total - a.skip : 0;
	if (a.max_tokens == 0)
		tool_answer(true, build(a.skip, most));
	count = count_fitting(a.skip, most, a.max_tokens);
	if (count == 0 && most > 0)
		tool_answer(true, build_cut(a.skip, a.max_tokens));
	tool_answer(true, build(a.skip, count));
}
