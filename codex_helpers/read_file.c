/* read_file: the text of files, whole or in parts */
#include "base/json.h"
#include "contract/fit.h"
#include "contract/tool.h"
#include "read_file.args.h"
#include "system/excerpt.h"
#include <limits.h>
#include <string.h>

static struct excerpts all;
static struct args a;
static long total; /* lines of all excerpts */

/* An empty file counts as one line, so that it too is answered just once. */
static long
lines_of(const struct excerpt *x)
{
	return x->last < x->first ? 1 : x->last - x->first + 1;
}

static void
ask(void)
{
	for (size_t i = 0; i < a.paths.n; i++)
		excerpts_ask(&all, a.paths.v[i],
		    a.has_start_line ? a.start_line : 1,
		    a.has_end_line ? a.end_line : LONG_MAX);
	for (size_t i = 0; i < a.n_locations; i++) {
		const struct args_locations *l = &a.locations[i];
		long last = l->has_line ? l->line : LONG_MAX;

		excerpts_ask(&all, l->path, l->has_line ? l->line : 1,
		    l->has_end_line ? l->end_line : last);
	}
}

/* n lines of an excerpt from `first` on. */
static cJSON *
new_file(const struct excerpt *x, long first, long n)
{
	const struct excerpt_file *f = x->file;
	long last = first + n - 1 < x->last ? first + n - 1 : x->last;
	size_t from = f->line[first - 1], to = f->line[last];
	cJSON *item = cJSON_CreateObject();

	cJSON_AddItemToObject(
	    item, "path", json_new_string(f->path, strlen(f->path)));
	json_add_long(item, "start_line", first);
	json_add_long(item, "end_line", last);
	json_add_long(item, "total_lines", f->n);
	if (f->encoding != NULL)
		cJSON_AddStringToObject(item, "encoding", f->encoding);
	if (f->sha256 != NULL)
		cJSON_AddStringToObject(item, "sha256", f->sha256);
	cJSON_AddItemToObject(
	    item, "text", json_new_string(buf_str(&f->text) + from, to - from));
	return item;
}

/* The answer that holds `count` lines from a.skip on. */
static cJSON *
build(long count)
{
	cJSON *details = cJSON_CreateObject(), *next;
	cJSON *files = cJSON_AddArrayToObject(details, "files");
	long pass = a.skip, left = count, n;

	for (size_t i = 0; i < all.n && left > 0; i++) {
		n = lines_of(&all.v[i]);
		if (n <= pass) {
			pass -= n;
			continue;
		}
		n = n - pass < left ? n - pass : left;
		cJSON_AddItemToArray(
		    files, new_file(&all.v[i], all.v[i].first + pass, n));
		left -= n;
		pass = 0;
	}
	if (a.skip + count >= total)
		return details;
	cJSON_AddTrueToObject(details, "truncated");
	json_add_long(details, "total", total);
	next = cJSON_AddObjectToObject(details, "next");
	json_add_long(next, "skip", a.skip + count);
	return details;
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	cJSON *details;

	tool_args(&a, &args_desc, argc, argv);
	if (!tool_given("paths") && !tool_given("locations"))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing to read: give paths or locations");
	ask();
	all.hash = a.hash;
	if (excerpts_read(&all, a.context, &e) < 0)
		tool_fail_with(&e);
	for (size_t i = 0; i < all.n; i++)
		total += lines_of(&all.v[i]);
	details = fit(build, a.skip < total ? total - a.skip : 0, "files",
	    a.max_tokens, &e);
	if (details == NULL)
		tool_fail_with(&e);
	excerpts_release(&all);
	tool_answer(true, details);
}
