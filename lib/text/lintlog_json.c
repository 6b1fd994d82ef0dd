/* lintlog_json: findings in JSON, whose shape for each linter is a table */
#include "base/alloc.h"
#include "base/json.h"
#include "text/lintlog.h"
#include <stdlib.h>
#include <string.h>

/*
 * Where things are: names between dots; 0 is an array's first item, and ?NAME
 * that whose member NAME is true. The lists are below one another: a file's,
 * then its findings'; what is not below the inner is looked for in the outer.
 */
struct shape {
	const char *outer, *inner; /* "" is the value itself; NULL: no list */
	const char *path, *line, *column, *end_line, *end_column;
	const char *rule, *level, *message;
	long first; /* column, counted from */
};

#define REGION "locations.0.physicalLocation.region."

static const struct shape shapes[] = {
    [LINT_SARIF] = {"runs", "results",
	"locations.0.physicalLocation.artifactLocation.uri", REGION "startLine",
	REGION "startColumn", REGION "endLine", REGION "endColumn", "ruleId",
	"level", "message.text", 1},
    [LINT_CARGO] = {NULL, NULL, "message.spans.?is_primary.file_name",
	"message.spans.?is_primary.line_start",
	"message.spans.?is_primary.column_start",
	"message.spans.?is_primary.line_end",
	"message.spans.?is_primary.column_end", "message.code.code",
	"message.level", "message.message", 1},
    [LINT_ESLINT] = {"", "messages", "filePath", "line", "column", "endLine",
	"endColumn", "ruleId", "severity", "message", 1},
    [LINT_GOLANGCI] = {"Issues", NULL, "Pos.Filename", "Pos.Line", "Pos.Column",
	"", "", "FromLinter", "Severity", "Text", 1},
    [LINT_PYLINT] = {"", NULL, "path", "line", "column", "endLine", "endColumn",
	"symbol", "type", "message", 0},
    [LINT_RUBOCOP] = {"files", "offenses", "path", "location.start_line",
	"location.start_column", "location.last_line", "", "cop_name",
	"severity", "message", 1},
    [LINT_RUFF] = {"", NULL, "filename", "location.row", "location.column",
	"end_location.row", "end_location.column", "code", "", "message", 1},
    [LINT_SHELLCHECK] = {"comments", NULL, "file", "line", "column", "endLine",
	"endColumn", "code", "level", "message", 1},
    [LINT_STYLELINT] = {"", "warnings", "source", "line", "column", "endLine",
	"endColumn", "rule", "severity", "text", 1},
};

static const cJSON *
step(const cJSON *at, const char *name)
{
	const cJSON *item;

	if (strcmp(name, "0") == 0)
		return cJSON_GetArrayItem(at, 0);
	if (*name != '?')
		return json_get(at, name);
	cJSON_ArrayForEach(item, at) {
		if (json_true(item, name + 1))
			return item;
	}
	return NULL;
}

/* What a path of names leads to, or NULL. */
static const cJSON *
follow(const cJSON *at, const char *path)
{
	char *copy = xstrdup(path), *rest = copy, *name;

	while (at != NULL && (name = strsep(&rest, ".")) != NULL)
		if (*name != '\0')
			at = step(at, name);
	free(copy);
	return at;
}

static long
number(const cJSON *v, const char *path, long first)
{
	const cJSON *it = *path ? follow(v, path) : NULL;
	long n;

	/* 0 is how some say that they do not know */
	return it && json_is_integer(it, &n) && n >= first ? n + 1 - first : 0;
}

/* A string, or the digits of a number, such as shellcheck's rules. */
static char *
text(const cJSON *v, const char *path)
{
	const cJSON *it = follow(v, path);
	char own[JSON_NUMBER];

	if (cJSON_IsString(it) && *it->valuestring != '\0')
		return xstrdup(it->valuestring);
	if (cJSON_IsNumber(it))
		return xstrdup(json_number_text(it, own));
	return NULL;
}

/* The path of a file: URI, or of one that is relative; else as it is. */
static void
from_uri(char *s)
{
	char *to = s, hex[3] = {0};

	if (strncmp(s, "file://", 7) == 0)
		s += 7;
	for (; *s != '\0'; s++) {
		*to = *s;
		if (*s == '%' && strspn(s + 1, "0123456789abcdefABCDEF") >= 2 &&
		    strncmp(s + 1, "00", 2) != 0) {
			memcpy(hex, s + 1, 2);
			*to = (char)strtol(hex, NULL, 16);
			s += 2;
		}
		to++;
	}
	*to = '\0';
}

static void
set_level(struct lint_finding *f, const cJSON *v, const struct shape *s)
{
	const cJSON *level = *s->level ? follow(v, s->level) : NULL;

	if (cJSON_IsNumber(level)) /* eslint's */
		f->level = level->valuedouble > 1 ? LINT_ERROR : LINT_WARNING;
	if (cJSON_IsString(level))
		lintlog_level(level->valuestring, &f->level);
}

/* outer is the value above v, such as that of its file; or NULL */
static void
add(struct lintlog *log, enum lint_format format, const cJSON *v,
    const cJSON *outer)
{
	const struct shape *s = &shapes[format];
	char *message = text(v, s->message), *path = text(v, s->path), *rule;
	struct lint_finding *f;

	if (path == NULL && outer != NULL)
		path = text(outer, s->path);
	/* of a file that was named and is ignored; rustc's totals */
	if (message == NULL || (path == NULL && format == LINT_CARGO) ||
	    (format == LINT_ESLINT &&
		strncmp(message, "File ignored ", 13) == 0)) {
		free(message);
		free(path);
		return;
	}
	if (path != NULL && format == LINT_SARIF)
		from_uri(path);
	f = lintlog_add(log, path, message);
	f->line = number(v, s->line, 1);
	f->column = number(v, s->column, s->first);
	f->end_line = number(v, s->end_line, 1);
	f->end_column = number(v, s->end_column, s->first);
	set_level(f, v, s);
	rule = text(v, s->rule);
	f->rule = rule;
	if (rule != NULL && format == LINT_SHELLCHECK) {
		f->rule = xasprintf("SC%s", rule);
		free(rule);
	}
}

static int
wrong(struct error *e)
{
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this JSON is not of the form that was asked for");
}

static int
add_all(struct lintlog *log, enum lint_format format, const cJSON *v,
    struct error *e)
{
	const struct shape *s = &shapes[format];
	const cJSON *list = follow(v, s->outer), *inner, *item, *below;

	if (format == LINT_GOLANGCI && cJSON_IsNull(list))
		return 0; /* nothing was found */
	if (!cJSON_IsArray(list))
		return wrong(e);
	cJSON_ArrayForEach(item, list) {
		if (s->inner == NULL) {
			add(log, format, item, NULL);
			continue;
		}
		inner = follow(item, s->inner);
		if (!cJSON_IsArray(inner))
			return wrong(e);
		cJSON_ArrayForEach(below, inner)
			add(log, format, below, item);
	}
	return 0;
}

/* Of cargo's events those that rustc wrote: the rest is of builds. */
static void
add_event(struct lintlog *log, const cJSON *v)
{
	if (json_is(v, "reason", "compiler-message"))
		add(log, LINT_CARGO, v, NULL);
}

int
lintlog_json(struct lintlog *log, enum lint_format format, const char *text,
    size_t len, struct error *e)
{
	struct error inner = {0};
	size_t at = 0;
	int status = 0;
	cJSON *v;

	while (status == 0 && (v = json_parse_next(text, len, &at, &inner))) {
		if (format == LINT_CARGO)
			add_event(log, v);
		else
			status = add_all(log, format, v, e);
		cJSON_Delete(v);
	}
	if (status == 0 && inner.code != ERROR_NONE)
		status = error_set(e, inner.code, "%s", inner.message);
	error_release(&inner);
	return status;
}
