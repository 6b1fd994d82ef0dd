/* input: what came through the pipe */
#include "contract/input.h"
#include "base/alloc.h"
#include "base/equal.h"
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
wait_for_bytes(const char *what)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	int n;

	do
		n = poll(&in, 1, 2000);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		tool_warn("waiting for %s on standard input (--no-stdin leaves "
			  "it alone)",
		    what);
}

int
input_read(struct input *in, const char *what, struct error *e)
{
	struct stat st;

	in->kind = INPUT_NONE;
	if (isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &st) < 0)
		return 0;
	if (what && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		wait_for_bytes(what);
	if (buf_read(&in->text, STDIN_FILENO, INPUT_MAX) < 0) {
		buf_release(&in->text);
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
refuse(const char *what, struct error *e)
{
	error_set(e, ERROR_INVALID_JSON, "standard input%s", what);
	return error_hint(e,
	    "standard input must be JSON arguments or result lines; "
	    "</dev/null leaves it out, xargs makes operands of text");
}

/* All JSON values, and each one's bytes as they came. */
static cJSON *
read_values(struct input *in, struct error *e)
{
	cJSON *values = cJSON_CreateArray(), *v;
	struct error inner = {0};
	const char *text = in->text.data;
	size_t at = 0, start = 0;
	char *what;

	while ((v = json_parse_next(text, in->text.len, &at, &inner))) {
		cJSON_AddItemToArray(values, v);
		start += strspn(text + start, " \t\r\n");
		strv_take(&in->lines, xstrndup(text + start, at - start));
		start = at;
	}
	if (inner.code == ERROR_NONE)
		return values;
	what = xasprintf(": %s", inner.message);
	refuse(what, e);
	free(what);
	error_release(&inner);
	strv_release(&in->lines);
	cJSON_Delete(values);
	return NULL;
}

static int
parse_lines(struct input *in, struct error *e)
{
	cJSON *lines = read_values(in, e), *v;
	const char *what = NULL;

	if (lines == NULL)
		return -1;
	v = lines->child;
	if (v->next == NULL && cJSON_IsObject(v) && !result_is(v)) {
		in->kind = INPUT_ARGUMENTS;
		in->value = cJSON_DetachItemViaPointer(lines, v);
		cJSON_Delete(lines);
		return 0;
	}
	cJSON_ArrayForEach(v, lines) {
		if (!cJSON_IsObject(v))
			what = " holds JSON that is no object";
		else if (!result_is(v) && what == NULL)
			what = " holds more than one object of arguments";
	}
	if (what != NULL) {
		cJSON_Delete(lines);
		return refuse(what, e);
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

/* What is merged, and the items that each of its arrays has. */
struct merge {
	const cJSON *names;
	cJSON *into;
	struct seen {
		const char *name; /* lent from into */
		void *set;
	} * seen;
	size_t n;
};

static void **
seen_in(struct merge *m, const cJSON *array)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->seen[i].name, array->string) == 0)
			return &m->seen[i].set;
	m->seen = xreallocarray(m->seen, m->n + 1, sizeof(*m->seen));
	m->seen[m->n] = (struct seen){.name = array->string};
	return &m->seen[m->n++].set;
}

/* The first array is taken as it is; then what it does not have yet. */
static void
merge_array(struct merge *m, cJSON *have, const cJSON *items)
{
	void **set = seen_in(m, have);
	const cJSON *item;

	cJSON_ArrayForEach(item, items) {
		if (set_add(set, item) && items != have)
			cJSON_AddItemToArray(have, json_copy(item));
	}
}

static int
merge_member(struct merge *m, const char *name, const cJSON *v, struct error *e)
{
	cJSON *have = json_get(m->into, name);

	if (have == NULL) {
		have = json_copy(v);
		cJSON_AddItemToObject(m->into, name, have);
		if (cJSON_IsArray(have))
			merge_array(m, have, have);
		return 0;
	}
	if (cJSON_IsArray(have) && cJSON_IsArray(v)) {
		merge_array(m, have, v);
		return 0;
	}
	if (json_equal(have, v))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "two result lines on standard input give different values for '%s'",
	    name);
}

/*
 * An array of objects that carry `path`: locations under any name. An empty
 * one says so by its name: a search that found nothing is nothing to read.
 */
static bool
is_locations(const cJSON *v)
{
	static const char *const names[] = {"locations", "matches", "todos",
	    "findings", "files", "symbols", "dependencies"};
	const cJSON *item;

	if (!cJSON_IsArray(v))
		return false;
	cJSON_ArrayForEach(item, v) {
		if (json_string(item, "path") != NULL)
			return true;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(v->string, names[i]) == 0)
			return v->child == NULL;
	return false;
}

/* Lines count from 1: 0 and null say that there is none. */
static void
copy_line(cJSON *to, const char *as, const cJSON *from, const char *name)
{
	const cJSON *v = json_get(from, name);
	long n;

	if (v == NULL || json_get(to, as) != NULL || cJSON_IsNull(v) ||
	    (json_is_integer(v, &n) && n < 1))
		return;
	cJSON_AddItemToObject(to, as, json_copy(v));
}

static cJSON *
as_locations(const cJSON *items)
{
	cJSON *locations = cJSON_CreateArray(), *location;
	const cJSON *item;

	cJSON_ArrayForEach(item, items) {
		if (json_string(item, "path") == NULL)
			continue; /* a test that failed may lie anywhere */
		location = cJSON_CreateObject();
		cJSON_AddItemToObject(
		    location, "path", json_copy(json_get(item, "path")));
		copy_line(location, "line", item, "line");
		copy_line(location, "line", item, "start_line");
		copy_line(location, "end_line", item, "end_line");
		cJSON_AddItemToArray(locations, location);
	}
	return locations;
}

static cJSON *
distinct_paths(const cJSON *locations)
{
	cJSON *paths = cJSON_CreateArray();
	const cJSON *item;
	void *set = NULL;

	cJSON_ArrayForEach(item, locations) {
		if (set_add(&set, json_get(item, "path")))
			cJSON_AddItemToArray(
			    paths, json_copy(json_get(item, "path")));
	}
	tdestroy(set, free);
	return paths;
}

static bool
wants(const struct merge *m, const char *name)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, m->names) {
		if (strcmp(v->valuestring, name) == 0)
			return true;
	}
	return false;
}

static int
merge_locations(struct merge *m, const cJSON *items, struct error *e)
{
	cJSON *places = as_locations(items), *paths;
	int status = 0;

	if (wants(m, "locations")) {
		status = merge_member(m, "locations", places, e);
	} else if (wants(m, "paths")) {
		paths = distinct_paths(places);
		status = merge_member(m, "paths", paths, e);
		cJSON_Delete(paths);
	}
	cJSON_Delete(places);
	return status;
}

static int
merge_details(struct merge *m, const cJSON *details, struct error *e)
{
	const cJSON *v;
	int status = 0;

	cJSON_ArrayForEach(v, details) {
		if (wants(m, v->string))
			status = merge_member(m, v->string, v, e);
		else if (is_locations(v))
			status = merge_locations(m, v, e);
		if (status < 0)
			return -1;
	}
	return 0;
}

cJSON *
input_merge(const struct input *in, const cJSON *names, struct error *e)
{
	struct merge m = {.names = names, .into = cJSON_CreateObject()};
	const cJSON *line;
	int status = 0;

	cJSON_ArrayForEach(line, in->value) {
		status = merge_details(&m, json_get(line, "details"), e);
		if (status < 0)
			break;
	}
	for (size_t i = 0; i < m.n; i++)
		tdestroy(m.seen[i].set, free);
	free(m.seen);
	if (status == 0)
		return m.into;
	cJSON_Delete(m.into);
	return NULL;
}

void
input_release(struct input *in)
{
	buf_release(&in->text);
	cJSON_Delete(in->value);
	strv_release(&in->lines);
	*in = (struct input){0};
}
