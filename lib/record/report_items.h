#ifndef RECORD_REPORT_ITEMS_H
#define RECORD_REPORT_ITEMS_H

#include "record/report.h"

/* The parts of report_read. */

/* Adds what is wrong in a line, whose result is the last one. */
void report_items(struct report *r, const cJSON *line);
/* A copy that is safe to show; on one line, or with its own lines. */
char *report_shown(const char *s, bool lines);
/* The same of an object's member; NULL when it has no such text. */
char *report_member(const cJSON *object, const char *name, bool lines);

#endif
