/* report_items: what is wrong in a result line, as items */
#include "record/report_items.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "record/report.h"
#include "system/root.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

#define TAIL ((size_t)2000) /* bytes of a command's output in a message */

char *
report_shown(const char *s, bool lines)
{
	struct buf b = {0};

	visible(&b, s, strlen(s), lines);
	return buf_detach(&b);
}

char *
report_member(const cJSON *object, const char *name, bool lines)
{
	const char *s = json_string(object, name);

	return s && *s ? report_shown(s, lines) : NULL;
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
	i->rule = report_shown(rule && *rule ? rule : "unnamed", false);
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
	i->path = report_shown(path, false);
	i->message = xasprintf("%s: %s", i->path, message);
	free(i->path);
	free(message);
	i->path = NULL;
	i->line = i->end_line = i->column = i->end_column = 0;
}

static void
set_message(struct report_item *i, const cJSON *from, const char *key)
{
	i->message = report_member(from, key, true);
	if (i->message == NULL)
		i->message = xstrdup(i->name ? i->name : i->rule);
	i->hint = report_member(from, "hint", true);
	set_place(i, from);
}

/* What says of itself that it is allowed, and perhaps why. */
static char *
allowance(const cJSON *finding)
{
	char *why = report_member(finding, "allowed", true);

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

	i->name = report_member(v, "name", false);
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
	i->message = report_shown(text, false);
	free(text);
}

static void
add_error(struct report *r, const cJSON *error)
{
	const struct report_result *result = &r->results[r->n_results - 1];
	struct report_item *i =
	    add_item(r, REPORT_BROKEN, json_string(error, "code"));
	char *message;

	set_message(i, error, "message");
	if (!result->named)
		return;
	message = i->message;
	i->message = xasprintf("%s: %s", result->name, message);
	free(message);
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
	i->message =
	    xasprintf("%s was cut short: there is more than what stands here",
		r->results[r->n_results - 1].name);
}

static bool
counts(const struct report_item *i, enum report_level level)
{
	return i->level == level && i->allowed == NULL;
}

void
report_items(struct report *r, const cJSON *line)
{
	const cJSON *details = json_get(line, "details");
	struct report_result *result = &r->results[r->n_results - 1];
	size_t errors = 0;

	result->first = r->n;
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
