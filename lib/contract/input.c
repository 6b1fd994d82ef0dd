/* input: what came through the pipe */
#include "contract/input.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "contract/tool.h"
#include <errno.h>
#include <poll.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 1 << 30 }; /* bytes */

/* Says after two seconds what a silent pipe is waited for. */
static void
wait_for_bytes(const char *who)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	int n;

	do
		n = poll(&in, 1, 2000);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		tool_warn("waiting for %s on standard input (--no-stdin leaves "
			  "it alone)",
		    who);
}

int
input_read(struct input *in, const char *who, struct error *e)
{
	struct stat st;

	in->kind = INPUT_NONE;
	if (isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &st) < 0)
		return 0;
	if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
		wait_for_bytes(who);
	if (buf_read(&in->text, STDIN_FILENO, INPUT_MAX) < 0) {
		if (errno == EBADF || errno == EISDIR)
			return 0;
		return errno == EFBIG
			   ? error_set(e, ERROR_TOO_LARGE,
				 "standard input is larger than 1 GiB")
			   : error_errno(e, "cannot read standard input");
	}
	return 0;
}

static int
parse_lines(struct input *in, struct error *e)
{
	cJSON *lines = cJSON_CreateArray(), *v;
	struct error inner = {0};
	const char *text = in->text.data, *what;
	size_t at = 0, start = 0;

	while ((v = json_parse_next(text, in->text.len, &at, &inner))) {
		cJSON_AddItemToArray(lines, v);
		start += strspn(text + start, " \t\r\n");
		strv_take(&in->lines, xstrndup(text + start, at - start));
		start = at;
	}
	if (inner.code != ERROR_NONE) {
		cJSON_Delete(lines);
		error_set(e, inner.code, "standard input: %s", inner.message);
		error_release(&inner);
		return error_hint(e,
		    "standard input must be JSON arguments or result lines; "
		    "</dev/null leaves it out, xargs makes operands of text");
	}
	v = lines->child;
	if (v != NULL && v->next == NULL && cJSON_IsObject(v) &&
	    !result_is(v)) {
		in->kind = INPUT_ARGUMENTS;
		in->value = cJSON_DetachItemViaPointer(lines, v);
		cJSON_Delete(lines);
		return 0;
	}
	cJSON_ArrayForEach(v, lines) {
		if (result_is(v))
			continue;
		what = cJSON_IsObject(v) ? "more than one object of arguments"
					 : "no JSON object";
		cJSON_Delete(lines);
		return error_set(e, ERROR_INVALID_JSON,
		    "standard input holds %s: expected one object of "
		    "arguments, or result lines",
		    what);
	}
	in->kind = INPUT_RESULTS;
	in->value = lines;
	return 0;
}

static bool
is_blank(const struct input *in)
{
	return strspn(buf_str(&in->text), " \t\r\n") == in->text.len;
}

int
input_parse(struct input *in, struct error *e)
{
	return is_blank(in) ? 0 : parse_lines(in, e);
}

void
input_classify(struct input *in)
{
	if (!is_blank(in) && parse_lines(in, NULL) < 0)
		in->kind = INPUT_TEXT;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Adds a value to a set of JSON texts (tsearch); false if it was there. */
static bool
set_add(void **set, const cJSON *value)
{
	char *text = json_text(value);
	char **at = tsearch(text, set, compare_texts);

	if (at == NULL)
		alloc_failed();
	if (*at == text)
		return true;
	free(text);
	return false;
}

/* Adds copies of the items that `array` does not have yet. */
static void
join_arrays(cJSON *array, const cJSON *items)
{
	const cJSON *item;
	void *set = NULL;

	cJSON_ArrayForEach(item, array)
		set_add(&set, item);
	cJSON_ArrayForEach(item, items) {
		if (set_add(&set, item))
			cJSON_AddItemToArray(array, json_copy(item));
	}
	tdestroy(set, free);
}

static int
merge_member(cJSON *into, const cJSON *m, struct error *e)
{
	cJSON *have = json_get(into, m->string);

	if (have == NULL) {
		cJSON_AddItemToObject(into, m->string, json_copy(m));
		return 0;
	}
	if (cJSON_IsArray(have) && cJSON_IsArray(m)) {
		join_arrays(have, m);
		return 0;
	}
	if (cJSON_Compare(have, m, true))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "two result lines on standard input give different values for '%s'",
	    m->string);
}

/*
 * An array of objects that carry `path`: locations under any name. An empty
 * one says so by its name: a search that found nothing is nothing to read.
 */
static bool
is_locations(const cJSON *v)
{
	static const char *const names[] = {
	    "locations", "matches", "todos", "findings", "files"};

	if (!cJSON_IsArray(v))
		return false;
	if (v->child != NULL)
		return json_string(v->child, "path") != NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(v->string, names[i]) == 0)
			return true;
	return false;
}

static cJSON *
as_locations(const cJSON *items)
{
	static const char *const keep[] = {"path", "line", "end_line"};
	cJSON *locations = cJSON_CreateArray(), *location;
	const cJSON *item, *start;

	cJSON_ArrayForEach(item, items) {
		location = cJSON_CreateObject();
		for (size_t i = 0; i < 3; i++)
			if (json_get(item, keep[i]) != NULL)
				cJSON_AddItemToObject(location, keep[i],
				    json_copy(json_get(item, keep[i])));
		/* an empty file ends before its line 1 */
		if (json_long(location, "end_line", 1) < 1)
			cJSON_DeleteItemFromObjectCaseSensitive(
			    location, "end_line");
		start = json_get(item, "start_line");
		if (start != NULL && json_get(location, "line") == NULL)
			cJSON_AddItemToObject(
			    location, "line", json_copy(start));
		cJSON_AddItemToArray(locations, location);
	}
	return locations;
}

static cJSON *
distinct_paths(const cJSON *locations)
{
	cJSON *paths = cJSON_CreateArray(), *all = cJSON_CreateArray();
	const cJSON *item;

	cJSON_ArrayForEach(item, locations)
		cJSON_AddItemToArray(all, json_copy(json_get(item, "path")));
	join_arrays(paths, all);
	cJSON_Delete(all);
	return paths;
}

static bool
wants(const cJSON *names, const char *name)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, names) {
		if (strcmp(v->valuestring, name) == 0)
			return true;
	}
	return false;
}

static int
merge_details(
    cJSON *into, const cJSON *details, const cJSON *names, struct error *e)
{
	cJSON *extra;
	const cJSON *m;
	const char *name;
	int failed;

	cJSON_ArrayForEach(m, details) {
		if (wants(names, m->string)) {
			if (merge_member(into, m, e) < 0)
				return -1;
			continue;
		}
		if (!is_locations(m))
			continue;
		extra = as_locations(m);
		name = "locations";
		if (!wants(names, name)) {
			cJSON *paths = distinct_paths(extra);

			cJSON_Delete(extra);
			extra = paths;
			name = "paths";
		}
		extra->string = xstrdup(name);
		failed = wants(names, name) && merge_member(into, extra, e) < 0;
		cJSON_Delete(extra);
		if (failed)
			return -1;
	}
	return 0;
}

cJSON *
input_merge(const struct input *in, const cJSON *names, struct error *e)
{
	cJSON *into = cJSON_CreateObject();
	const cJSON *line;

	cJSON_ArrayForEach(line, in->value) {
		if (result_failed(line))
			continue;
		if (merge_details(into, json_get(line, "details"), names, e) <
		    0) {
			cJSON_Delete(into);
			return NULL;
		}
	}
	return into;
}

void
input_release(struct input *in)
{
	buf_release(&in->text);
	cJSON_Delete(in->value);
	strv_release(&in->lines);
	*in = (struct input){0};
}
