/* report: result lines as one list of what is wrong */
#include "record/report.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/result.h"
#include "record/redact.h"
#include "system/root.h"
#include "text/sha256.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

#define TAIL ((size_t)2000) /* bytes of a command's output in a message */

static char *
shown(const char *s, bool lines)
{
	struct buf b = {0};

	visible(&b, s, strlen(s), lines);
	return buf_detach(&b);
}

static char *
shown_member(const cJSON *object, const char *name, bool lines)
{
	const char *s = json_string(object, name);

	return s && *s ? shown(s, lines) : NULL;
}

static long
positive(const cJSON *object, const char *name)
{
	long n = json_long(object, name, 0);

	return n > 0 ? n : 0;
}

static struct report_item *
add_item(struct report *r, enum report_kind kind, const char *rule)
{
	struct report_item *i;

	if ((r->n & (r->n + 1)) == 0)
		r->v = xreallocarray(r->v, 2 * (r->n + 1), sizeof(*r->v));
	i = &r->v[r->n++];
	*i = (struct report_item){.kind = kind, .level = REPORT_ERROR};
	i->result = r->n_results - 1;
	i->rule = shown(rule && *rule ? rule : "unnamed", false);
	return i;
}

/* A place outside the root is part of the message, like any other word. */
static void
set_place(struct report_item *i, const cJSON *from)
{
	const char *path = json_string(from, "path");
	char *message = i->message;

	i->line = positive(from, "line");
	i->end_line = positive(from, "end_line");
	i->column = i->line ? positive(from, "column") : 0;
	i->end_column = i->line ? positive(from, "end_column") : 0;
	if (i->end_line < i->line)
		i->end_line = i->line;
	if (path == NULL || *path == '\0')
		return;
	i->path = root_normalise(path, NULL);
	if (i->path != NULL && strcmp(i->path, ".") != 0)
		return;
	free(i->path);
	i->path = shown(path, false);
	i->message = xasprintf("%s: %s", i->path, message);
	free(i->path);
	free(message);
	i->path = NULL;
	i->line = i->end_line = i->column = i->end_column = 0;
}

static void
set_message(struct report_item *i, const cJSON *from, const char *key)
{
	i->message = shown_member(from, key, true);
	if (i->message == NULL)
		i->message = xstrdup(i->name ? i->name : i->rule);
	i->hint = shown_member(from, "hint", true);
	set_place(i, from);
}

/* What says of itself that it is allowed, and perhaps why. */
static char *
allowance(const cJSON *finding)
{
	char *why = shown_member(finding, "allowed", true);

	return why == NULL && json_true(finding, "allowed") ? xstrdup("allowed")
							    : why;
}

static enum report_level
level_of(const cJSON *finding)
{
	const char *level = json_string(finding, "level");

	if (level != NULL && strcmp(level, "note") == 0)
		return REPORT_NOTE;
	if (level != NULL && strcmp(level, "warning") == 0)
		return REPORT_WARNING;
	return REPORT_ERROR; /* also what we do not know */
}

static void
add_finding(struct report *r, const cJSON *v)
{
	struct report_item *i =
	    add_item(r, REPORT_FINDING, json_string(v, "rule"));

	i->level = level_of(v);
	set_message(i, v, "message");
	i->allowed = allowance(v);
	i->secret = json_string(v, "fingerprint") != NULL;
}

static void
add_todo(struct report *r, const cJSON *v)
{
	struct report_item *i =
	    add_item(r, REPORT_FINDING, json_string(v, "tag"));

	i->level = REPORT_NOTE;
	set_message(i, v, "text");
}

static void
add_test(struct report *r, const cJSON *v)
{
	struct report_item *i = add_item(r, REPORT_TEST, "test-failed");

	i->name = shown_member(v, "name", false);
	if (i->name == NULL)
		i->name = xstrdup("unnamed");
	set_message(i, v, "message");
}

/* The array's items; what is none is an error, and says what it was. */
static void
add_list(struct report *r, const cJSON *list,
    void (*add)(struct report *r, const cJSON *v))
{
	struct report_item *i;
	const cJSON *v;
	char *text;

	if (list == NULL || cJSON_IsNull(list))
		return;
	if (cJSON_IsObject(list)) {
		add(r, list);
		return;
	}
	if (cJSON_IsArray(list)) {
		cJSON_ArrayForEach(v, list)
			add_list(r, cJSON_IsArray(v) ? NULL : v, add);
		return;
	}
	i = add_item(r, REPORT_FINDING, "malformed");
	text = json_text(list);
	i->message = shown(text, false);
	free(text);
}

static void
add_error(struct report *r, const cJSON *error)
{
	set_message(add_item(r, REPORT_BROKEN, json_string(error, "code")),
	    error, "message");
}

/* The end of what a command printed, from the beginning of a line. */
static const char *
tail_of(const char *output)
{
	size_t len = strlen(output);
	const char *nl;

	if (len <= TAIL)
		return output;
	nl = strchr(output + len - TAIL, '\n');
	return nl && nl[1] != '\0' ? nl + 1 : "";
}

static void
add_no(struct report *r, const struct report_result *result)
{
	struct report_item *i = add_item(r, REPORT_NO, "answer-no");
	struct buf text = {0};

	buf_adds(&text, result->summary ? result->summary : "the answer is no");
	if (result->output != NULL)
		buf_addf(&text, "\n%s", tail_of(result->output));
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		buf_truncate(&text, text.len - 1);
	i->message = buf_detach(&text);
}

static void
add_truncation(struct report *r)
{
	struct report_item *i = add_item(r, REPORT_FINDING, "cut-short");

	i->level = REPORT_WARNING;
	i->message = xasprintf(
	    "result %zu was cut short: there is more than what stands here",
	    r->n_results);
}

static struct report_result *
add_result(struct report *r, const cJSON *line)
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
	    .name = shown_member(details, "command", false),
	    .summary = shown_member(details, "summary", false),
	    .output = shown_member(details, "output", true),
	    .passed = json_long(details, "passed", -1),
	    .failed = json_long(details, "failed", -1),
	    .skipped = json_long(details, "skipped", -1),
	    .seconds = cJSON_IsNumber(seconds) ? seconds->valuedouble : 0,
	    .first = r->n};
	if (result->name == NULL)
		result->name = xasprintf("result %zu", r->n_results);
	report_coverage_read(&result->coverage, details);
	return result;
}

static bool
counts(const struct report_item *i, enum report_level level)
{
	return i->level == level && i->allowed == NULL;
}

static void
add_line(struct report *r, const cJSON *line)
{
	const cJSON *details = json_get(line, "details");
	struct report_result *result = add_result(r, line);
	size_t errors = 0;

	if (result_failed(line))
		add_error(r, json_get(details, "error"));
	add_list(r, json_get(details, "findings"), add_finding);
	add_list(r, json_get(details, "failures"), add_test);
	add_list(r, json_get(details, "todos"), add_todo);
	if (json_true(details, "truncated") ||
	    json_true(details, "upstream_truncated"))
		add_truncation(r);
	for (size_t i = result->first; i < r->n; i++)
		errors += counts(&r->v[i], REPORT_ERROR);
	if (!result->success && errors == 0)
		add_no(r, result);
	result->n = r->n - result->first;
	for (size_t i = result->first; i < r->n; i++)
		if (r->v[i].allowed == NULL)
			r->count[r->v[i].level]++;
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
report_read(struct report *r, const char *text, size_t len, const char *name,
    struct error *e)
{
	struct error inner = {0};
	size_t at = 0, start = 0;
	cJSON *v;
	bool good = true;

	while (good && (v = json_parse_next(text, len, &at, &inner))) {
		good = result_is(v);
		if (good) {
			redact_json(v);
			add_line(r, v);
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

void
report_release(struct report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].path);
		free(r->v[i].rule);
		free(r->v[i].name);
		free(r->v[i].message);
		free(r->v[i].hint);
		free(r->v[i].allowed);
	}
	for (size_t i = 0; i < r->n_results; i++) {
		free(r->results[i].name);
		free(r->results[i].summary);
		free(r->results[i].output);
		report_coverage_release(&r->results[i].coverage);
	}
	free(r->v);
	free(r->results);
	sources_release(&r->sources);
	*r = (struct report){0};
}

bool
report_is_red(const struct report *r)
{
	return r->count[REPORT_ERROR] > 0;
}

const char *
report_level_name(enum report_level level)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[level];
}

static void
add_count(struct buf *out, size_t n, const char *what, const char *behind)
{
	buf_addf(out, "%zu %s%s%s", n, what, plural((long)n), behind);
}

void
report_totals(struct buf *out, const struct report *r)
{
	add_count(out, r->count[REPORT_ERROR], "error", ", ");
	add_count(out, r->count[REPORT_WARNING], "warning", " and ");
	add_count(out, r->count[REPORT_NOTE], "note", " in ");
	add_count(out, r->n_results, "result", "");
}

void
report_print(
    struct report *r, const struct report_item *i, char hex[REPORT_PRINT])
{
	struct buf b = {0};
	char hash[SOURCE_HASH];

	buf_add(&b, i->rule, strlen(i->rule) + 1);
	if (i->path != NULL)
		buf_add(&b, i->path, strlen(i->path) + 1);
	if (i->path && source_hash(&r->sources, i->path, i->line, hash))
		buf_adds(&b, hash);
	else
		buf_adds(&b, i->message);
	sha256_hex(b.data, b.len, hex);
	buf_release(&b);
}
