#ifndef RECORD_COVERAGE_TABLE_H
#define RECORD_COVERAGE_TABLE_H

#include <cjson/cJSON.h>
#include <stddef.h>

/* How much of each file runs, in lines and percent, and of all together. */
struct coverage_row {
	const char *path; /* lent */
	long lines, ran;  /* that can run, and that did */
};

/* Zero one to begin; rows are the caller's to free. */
struct coverage_table {
	struct coverage_row *rows;
	size_t n, room;
	struct coverage_row sum;
};

/* A row without lines is none. */
void coverage_table_add(
    struct coverage_table *t, const struct coverage_row *row);
/* With one digit; 0 and 100 are said of what is exactly so, or is nothing. */
double coverage_percent(const struct coverage_row *row);
/* Adds {lines,covered,percent} to an object. */
void coverage_row_add(cJSON *to, const struct coverage_row *row);
/*
 * Sorts the rows by what they lack, most first, and adds them as `coverage`
 * as long as each {path,lines,covered,percent} costs no more than max_tokens
 * together (0: no limit), then coverage_left_out.
 */
void coverage_table_print(
    struct coverage_table *t, cJSON *details, size_t max_tokens);

#endif
