#ifndef RECORD_LINT_FINDINGS_H
#define RECORD_LINT_FINDINGS_H

#include "record/report_source.h"
#include "text/lintlog.h"
#include <cjson/cJSON.h>

/* Linters' findings in the words of contract 4. */

/* "note", "warning" or "error" */
const char *lint_level_name(enum lint_level level);
/*
 * {path?,line?,column?,end_line?,end_column?,rule,level,message}; columns of
 * that kind become bytes, for which the file's line is read.
 */
cJSON *lint_finding_json(const struct lint_finding *f,
    enum lint_columns columns, struct sources *sources);
/* Sorts by place and drops what is there twice. */
void lintlog_sort_unique(struct lintlog *log);

#endif
