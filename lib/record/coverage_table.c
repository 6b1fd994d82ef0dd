/* coverage_table: how much of each file runs */
#include "record/coverage_table.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void
coverage_table_add(struct coverage_table *t, const struct coverage_row *row)
{
	if (row->lines == 0)
		return;
	if (t->n == t->room) {
		t->room = 2 * t->room + 16;
		t->rows = xreallocarray(t->rows, t->room, sizeof(*t->rows));
	}
	t->rows[t->n++] = *row;
	t->sum.lines += row->lines;
	t->sum.ran += row->ran;
}

double
coverage_percent(const struct coverage_row *row)
{
	double p;

	if (row->lines == 0)
		return 100;
	p = round(1000.0 * (double)row->ran / (double)row->lines) / 10;
	if (row->ran < row->lines && p > 99.9)
		return 99.9;
	return row->ran > 0 && p < 0.1 ? 0.1 : p;
}

void
coverage_row_add(cJSON *to, const struct coverage_row *row)
{
	json_add_long(to, "lines", row->lines);
	json_add_long(to, "covered", row->ran);
	cJSON_AddNumberToObject(to, "percent", coverage_percent(row));
}

/* What lacks most comes first. */
static int
by_lack(const void *a, const void *b)
{
	const struct coverage_row *f = a, *g = b;
	long x = f->lines - f->ran, y = g->lines - g->ran;

	return x != y ? (x < y) - (x > y) : strcmp(f->path, g->path);
}

void
coverage_table_print(
    struct coverage_table *t, cJSON *details, size_t max_tokens)
{
	cJSON *list = cJSON_AddArrayToObject(details, "coverage"), *item;
	size_t cost = 0, i;

	if (t->n > 0)
		qsort(t->rows, t->n, sizeof(*t->rows), by_lack);
	for (i = 0; i < t->n; i++) {
		item = cJSON_CreateObject();
		json_add_path(item, "path", t->rows[i].path);
		coverage_row_add(item, &t->rows[i]);
		if (max_tokens > 0)
			cost += result_cost(item) + 1;
		if (cost > max_tokens) {
			cJSON_Delete(item);
			break;
		}
		cJSON_AddItemToArray(list, item);
	}
	if (i < t->n)
		json_add_long(details, "coverage_left_out", (long)(t->n - i));
}
