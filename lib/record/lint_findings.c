/* lint_findings: linters' findings in the words of the contract */
#include "record/lint_findings.h"
#include "base/json.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

const char *
lint_level_name(enum lint_level level)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[level];
}

static long
in_bytes(const struct lint_finding *f, long line, long column,
    enum lint_columns kind, struct sources *sources)
{
	size_t len, at = 0, n;
	const char *text;
	uint32_t c;

	if (kind == LINT_BYTES || column <= 1 || f->path == NULL)
		return column;
	text = source_line(sources, f->path, line, &len);
	if (text == NULL)
		return column;
	while (at < len && column > 1) {
		n = utf8_decode(text + at, len - at, &c);
		at += n ? n : 1;
		column -= kind == LINT_UTF16 && n == 4 ? 2 : 1;
	}
	return (long)at + column;
}

static void
add_number(cJSON *item, const char *name, long n)
{
	if (n > 0)
		json_add_long(item, name, n);
}

static void
add_text(cJSON *item, const char *name, const char *text)
{
	cJSON_AddItemToObject(item, name, json_new_string(text, strlen(text)));
}

cJSON *
lint_finding_json(const struct lint_finding *f, enum lint_columns columns,
    struct sources *sources)
{
	long end = f->end_line ? f->end_line : f->line;
	cJSON *item = cJSON_CreateObject();

	if (f->path != NULL)
		json_add_path(item, "path", f->path);
	add_number(item, "line", f->line);
	add_number(
	    item, "column", in_bytes(f, f->line, f->column, columns, sources));
	if (f->end_line > f->line)
		json_add_long(item, "end_line", f->end_line);
	add_number(item, "end_column",
	    in_bytes(f, end, f->end_column, columns, sources));
	add_text(item, "rule", f->rule);
	add_text(item, "level", lint_level_name(f->level));
	add_text(item, "message", f->message);
	return item;
}

static int
by_place(const void *a, const void *b)
{
	const struct lint_finding *f = a, *g = b;
	int order = strcmp(f->path ? f->path : "", g->path ? g->path : "");

	if (order == 0)
		order = (f->line > g->line) - (f->line < g->line);
	if (order == 0)
		order = (f->column > g->column) - (f->column < g->column);
	if (order == 0)
		order = strcmp(f->rule, g->rule);
	return order ? order : strcmp(f->message, g->message);
}

void
lintlog_sort_unique(struct lintlog *log)
{
	size_t kept = 0;

	if (log->n == 0)
		return;
	qsort(log->v, log->n, sizeof(*log->v), by_place);
	for (size_t i = 1; i < log->n; i++) {
		if (by_place(&log->v[kept], &log->v[i]) != 0) {
			log->v[++kept] = log->v[i];
			continue;
		}
		free(log->v[i].path);
		free(log->v[i].rule);
		free(log->v[i].message);
	}
	log->n = kept + 1;
}
