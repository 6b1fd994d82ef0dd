#ifndef RECORD_COVERAGE_FINDINGS_H
#define RECORD_COVERAGE_FINDINGS_H

#include "contract/result.h"
#include "record/coverage_table.h"
#include "system/touched.h"
#include "text/coverage.h"

/*
 * What tests never ran, as findings in the words of contract 4: notes, or
 * warnings where only the lines count that a change adds. `changed` is that
 * change, or NULL for all lines.
 */

/*
 * Adds the ranges of the file's lines that did not run, and fills the row
 * with what it has of lines that count: none when it was not changed.
 */
void coverage_findings_add(struct result *r, const struct coverage_file *f,
    struct touched *changed, struct coverage_row *row);
/*
 * A changed file that was not even built or loaded is not covered either:
 * adds a finding when no report tells of the path although one tells of a
 * file with such an ending. Whether it did.
 */
bool coverage_findings_unmeasured(
    struct result *r, const struct coverage *total, const char *path);

#endif
