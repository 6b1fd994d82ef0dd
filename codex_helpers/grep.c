/* grep: the lines of files that match a pattern */
#include "base/json.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "grep.args.h"
#include "system/walk.h"
#include "text/hits.h"
#include <string.h>

struct text {
	const char *path, *s;
	size_t len;
};

static struct args a;
static struct result r;
static struct strv files;
static struct pattern *pattern;
static struct buf buffer;

static size_t
line_end(const struct text *t, size_t at)
{
	const char *nl = memchr(t->s + at, '\n', t->len - at);

	return nl ? (size_t)(nl - t->s) : t->len;
}

static size_t
line_start(const struct text *t, size_t at)
{
	const char *nl = memrchr(t->s, '\n', at);

	return nl ? (size_t)(nl - t->s) + 1 : 0;
}

/* The line as JSON, without the \r of a line end. */
static cJSON *
new_line(const struct text *t, size_t start, size_t end)
{
	end -= end > start && t->s[end - 1] == '\r';
	return json_new_string(t->s + start, end - start);
}

static cJSON *
new_before(const struct text *t, size_t start)
{
	cJSON *lines = cJSON_CreateArray();
	size_t from;

	for (long i = 0; i < a.context && start > 0; i++) {
		from = line_start(t, start - 1);
		cJSON_InsertItemInArray(lines, 0, new_line(t, from, start - 1));
		start = from;
	}
	return lines;
}

static cJSON *
new_after(const struct text *t, size_t end)
{
	cJSON *lines = cJSON_CreateArray();
	size_t to;

	for (long i = 0; i < a.context && end + 1 < t->len; i++) {
		to = line_end(t, end + 1);
		cJSON_AddItemToArray(lines, new_line(t, end + 1, to));
		end = to;
	}
	return lines;
}

/*
 * A line that may alone exceed the limit keeps what is around its match, and
 * loses its context: the rest is left to the result module.
 */
static void
cut_around(
    cJSON *item, const struct text *t, size_t start, size_t end, size_t match)
{
	size_t most = (size_t)a.max_tokens, whole = end - start, from = start;
	char *text = json_text(item);
	bool fits = strlen(text) < most ||
		    result_tokens(text, strlen(text)) + 40 <= most;

	cJSON_free(text);
	if (fits)
		return;
	cJSON_DeleteItemFromObjectCaseSensitive(item, "before");
	cJSON_DeleteItemFromObjectCaseSensitive(item, "after");
	cJSON_AddTrueToObject(item, "cut");
	if (whole <= most)
		return;
	if (match > most / 4)
		from += utf8_cut(t->s + start, whole, match - most / 4);
	if (end - from > most)
		end = from + utf8_cut(t->s + from, end - from, most);
	json_set(item, "text", json_new_string(t->s + from, end - from));
	json_add_long(item, "bytes_left_out", (long)(whole - (end - from)));
}

static void
add_match(
    const struct text *t, size_t start, size_t end, size_t match, long line)
{
	cJSON *item;

	if (r.full || r.seen < r.skip) {
		result_add(&r, NULL); /* it is only counted */
		return;
	}
	item = cJSON_CreateObject();
	cJSON_AddItemToObject(
	    item, "path", json_new_string(t->path, strlen(t->path)));
	json_add_long(item, "line", line);
	json_add_long(item, "column", (long)match + 1);
	cJSON_AddItemToObject(item, "text", new_line(t, start, end));
	if (a.context > 0) {
		cJSON_AddItemToObject(item, "before", new_before(t, start));
		cJSON_AddItemToObject(item, "after", new_after(t, end));
	}
	if (a.max_tokens > 0)
		cut_around(item, t, start, end, match);
	result_add(&r, item);
}

static long
count_lines(const char *s, size_t len)
{
	long n = 0;

	for (const char *p = s, *end = s + len;
	     p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		n++;
	return n;
}

static void
search(const struct text *t, bool by_line)
{
	struct hits h = {pattern, by_line, t->s, t->len, 0, 0, 0, 0};
	long line = 1, n = 0;
	size_t counted = 0;
	struct error e = {0};
	int found = 1;

	while ((a.max_count == 0 || n < a.max_count) &&
	       (found = hits_next(&h, &e)) > 0) {
		line += count_lines(t->s + counted, h.start - counted);
		counted = h.start;
		add_match(t, h.start, h.end, h.match, line);
		n++;
	}
	if (found < 0)
		tool_fail_with(&e);
}

static void
count_skipped(const char *why)
{
	cJSON *skipped = json_get(r.details, "skipped");

	if (*why == '\0')
		return;
	if (skipped == NULL)
		skipped = cJSON_AddObjectToObject(r.details, "skipped");
	json_set(skipped, why, json_new_long(json_long(skipped, why, 0) + 1));
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	const char *why;
	bool by_line;
	int flags;

	tool_args(&a, &args_desc, argc, argv);
	flags = PATTERN_MULTILINE | PATTERN_JIT |
		(a.literal ? PATTERN_LITERAL : 0) |
		(a.word ? PATTERN_WORD : 0) |
		(a.ignore_case ? PATTERN_IGNORE_CASE : 0);
	pattern = pattern_compile(a.pattern, flags, &e);
	if (pattern == NULL)
		tool_fail_with(&e);
	by_line = !a.literal && hits_need_lines(a.pattern);
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_files(&a.paths, &a.include, &a.exclude, &files, &e) < 0)
		tool_fail_with(&e);
	result_list(&r, "matches", a.max_tokens, a.skip);
	for (size_t i = 0; i < files.n; i++) {
		why = walk_read(files.v[i], &buffer);
		if (why != NULL)
			count_skipped(why);
		else
			search(&(struct text){files.v[i], buf_str(&buffer),
				   buffer.len},
			    by_line);
	}
	pattern_free(pattern);
	tool_answer_list(&r);
}
