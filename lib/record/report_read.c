/* report_read: result lines, and what each is called */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "record/redact.h"
#include "record/report_items.h"
#include <stdlib.h>
#include <string.h>

/* A file's name without folders and ending; NULL: it is none of a project. */
static char *
name_of(const char *path)
{
	const char *base, *dot;
	char *name, *text;

	if (path == NULL || strncmp(path, "/dev/", 5) == 0 ||
	    strncmp(path, "/proc/", 6) == 0)
		return NULL;
	base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	dot = strrchr(base, '.');
	name = xstrndup(base, dot > base ? (size_t)(dot - base) : strlen(base));
	text = report_shown(name, false);
	free(name);
	return text;
}

/*
 * What people call it: the command that it ran, the helper that it is from,
 * the file that it stands in.
 */
static void
set_name(struct report_result *result, const cJSON *details, const char *path)
{
	result->name = report_member(details, "command", false);
	if (result->name == NULL && result->helper != NULL)
		result->name = xstrdup(result->helper);
	if (result->name == NULL)
		result->name = name_of(path);
	result->named = result->name != NULL;
}

static void
add_result(struct report *r, const cJSON *line, const char *path)
{
	const cJSON *details = json_get(line, "details");
	const cJSON *seconds = json_get(details, "seconds");
	struct report_result *result;

	if ((r->n_results & (r->n_results + 1)) == 0)
		r->results = xreallocarray(
		    r->results, 2 * (r->n_results + 1), sizeof(*r->results));
	result = &r->results[r->n_results++];
	*result = (struct report_result){
	    .success = json_true(line, "success") && !result_failed(line),
	    .helper = result_helper(details),
	    .summary = report_member(details, "summary", false),
	    .output = report_member(details, "output", true),
	    .passed = json_long(details, "passed", -1),
	    .failed = json_long(details, "failed", -1),
	    .skipped = json_long(details, "skipped", -1),
	    .seconds = cJSON_IsNumber(seconds) ? seconds->valuedouble : 0};
	set_name(result, details, path);
	if (result->name == NULL)
		result->name = xasprintf("result %zu", r->n_results);
	report_coverage_read(&result->coverage, details);
}

static size_t
line_at(const char *text, size_t at)
{
	size_t n = 1;

	at += strspn(text + at, " \t\r\n");
	for (size_t i = 0; i < at; i++)
		n += text[i] == '\n';
	return n;
}

int
report_read(struct report *r, const char *text, size_t len, const char *path,
    struct error *e)
{
	const char *name = path ? path : "standard input";
	struct error inner = {0};
	size_t at = 0, start = 0;
	cJSON *v;
	bool good = true;

	while (good && (v = json_parse_next(text, len, &at, &inner))) {
		good = result_is(v);
		if (good) {
			redact_json(v);
			add_result(r, v, path);
			report_items(r, v);
			start = at;
		}
		cJSON_Delete(v);
	}
	if (good && inner.code == ERROR_NONE)
		return 0;
	if (good)
		error_set(e, inner.code, "%s: %s", name, inner.message);
	else
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s: line %zu holds JSON that is no result line", name,
		    line_at(text, start));
	error_release(&inner);
	return -1;
}
