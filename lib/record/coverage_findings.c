/* coverage_findings: the lines that tests never ran, as findings */
#include "record/coverage_findings.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

#define GAP 5 /* lines that cannot run, within a range that did not */

/* Of lines first..last; of the file as such when first is 0. */
static void
add(struct result *r, const char *path, long first, long last, const char *rule,
    bool warning, const char *message)
{
	cJSON *item = cJSON_CreateObject();

	json_add_path(item, "path", path);
	if (first > 0)
		json_add_long(item, "line", first);
	if (last > first)
		json_add_long(item, "end_line", last);
	cJSON_AddStringToObject(item, "rule", rule);
	cJSON_AddStringToObject(item, "level", warning ? "warning" : "note");
	cJSON_AddStringToObject(item, "message", message);
	result_add(r, item);
}

/* Lines first..last hold n that did not run, and none that did. */
static void
add_range(struct result *r, const char *path, long first, long last, long n,
    bool warning)
{
	char *message =
	    n == 1 ? xstrdup("never run") : xasprintf("%ld lines never run", n);

	add(r, path, first, last, "uncovered", warning, message);
	free(message);
}

void
coverage_findings_add(struct result *r, const struct coverage_file *f,
    struct touched *changed, struct coverage_row *row)
{
	const struct touched_file *t =
	    changed ? touched_file(changed, f->name) : NULL;
	const struct coverage_line *l = f->lines;
	long first = 0, last = 0, n = 0;

	*row = (struct coverage_row){.path = f->name};
	if (changed != NULL && t == NULL)
		return;
	for (size_t i = 0; i <= f->n; i++) {
		bool in = i < f->n &&
			  (!changed || touched_any(t, l[i].line, l[i].line));

		if (n > 0 && (!in || l[i].ran || l[i].line > last + GAP)) {
			add_range(r, f->name, first, last, n, changed);
			n = 0;
		}
		if (!in)
			continue;
		row->lines++;
		row->ran += l[i].ran;
		if (l[i].ran)
			continue;
		last = l[i].line;
		first = n++ == 0 ? last : first;
	}
}

static const char *
ending(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot : "";
}

bool
coverage_findings_unmeasured(
    struct result *r, const struct coverage *total, const char *path)
{
	bool kind = false;

	for (size_t i = 0; i < total->n; i++) {
		if (strcmp(total->files[i].name, path) == 0)
			return false;
		kind |= strcmp(ending(total->files[i].name), ending(path)) == 0;
	}
	if (!kind || *ending(path) == '\0')
		return false;
	add(r, path, 0, 0, "unmeasured", true,
	    "changed, and no report of coverage tells of it");
	return true;
}
