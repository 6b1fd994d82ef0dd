#ifndef RECORD_TEST_REPORTS_H
#define RECORD_TEST_REPORTS_H

#include "base/strv.h"
#include "text/testlog.h"

/*
 * The JUnit XML files that a run of tests leaves in the usual places under
 * the root: surefire's and gradle's folders, test-results, junit.xml ...
 */

/* What is there before a run: to tell its own from older ones. */
void test_reports_note(struct strv *before);
/* Reads those that are new or changed since into the log. */
void test_reports_read(const struct strv *before, struct testlog *t);

#endif
