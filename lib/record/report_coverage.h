#ifndef RECORD_REPORT_COVERAGE_H
#define RECORD_REPORT_COVERAGE_H

#include <cjson/cJSON.h>
#include <stddef.h>

/* The table of files that coverage answers, for reports. */
struct report_coverage {
	struct report_coverage_row {
		char *path; /* as it came */
		long lines, covered;
		double percent;
	} * v;
	size_t n;
	long left_out; /* files that are not in the table */
};

/* Reads `coverage` of the details; what is none of it is passed over. */
void report_coverage_read(struct report_coverage *c, const cJSON *details);
void report_coverage_release(struct report_coverage *c);

#endif
