/* report_coverage: the table of files that coverage answers */
#include "record/report_coverage.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>

void
report_coverage_read(struct report_coverage *c, const cJSON *details)
{
	const cJSON *table = json_get(details, "coverage"), *row;

	if (!cJSON_IsArray(table))
		return;
	cJSON_ArrayForEach(row, table) {
		const char *path = json_string(row, "path");
		long lines = json_long(row, "lines", -1);
		long covered = json_long(row, "covered", -1);
		const cJSON *percent = json_get(row, "percent");

		if (path == NULL || *path == '\0' || covered < 0 ||
		    lines < covered || !cJSON_IsNumber(percent))
			continue;
		c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
		c->v[c->n++] = (struct report_coverage_row){
		    xstrdup(path), lines, covered, percent->valuedouble};
	}
	c->left_out = json_long(details, "coverage_left_out", 0);
}

void
report_coverage_release(struct report_coverage *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].path);
	free(c->v);
	*c = (struct report_coverage){0};
}
