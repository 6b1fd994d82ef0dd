#ifndef TEXT_TESTLOG_H
#define TEXT_TESTLOG_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What test runners print, read into counts and failures: TAP (13 with its
 * YAML, nested, bats' comments), JUnit XML, the summary lines of pytest,
 * unittest, cargo, go (-json too), ctest, node, jest, vitest, mocha, surefire,
 * automake and bats, a plain `N passed, N failed`, and compilers' errors. Zero
 * a struct testlog to begin.
 */
struct test_failure {
	char *name;    /* "build" for a compiler's error */
	char *path;    /* as the runner printed it (go's: below its package),
			  or NULL */
	long line;     /* 0: not known */
	char *message; /* or NULL */
};

struct test_tally {
	long passed, failed, skipped;
	bool seen;
};

struct testlog {
	/* the results, valid after testlog_finish */
	struct test_tally total; /* seen: whether any test was reported */
	struct test_failure *failures;
	size_t n;

	struct testlog_state *state; /* while reading; the module's own */
};

/*
 * Reads what a run printed, whole lines, escape sequences of terminals
 * removed. Called again for a part behind a gap.
 */
void testlog_read(struct testlog *t, const char *text, size_t len);
/*
 * Reads a JUnit XML file. -1 with invalid_arguments when it is none; then
 * nothing of it is counted. Entities are not expanded.
 */
int testlog_read_junit(
    struct testlog *t, const char *xml, size_t len, struct error *e);
/*
 * Adds up: JUnit files before text, a summary line before the TAP that it
 * sums up. Compilers' errors are failures when the run failed and nothing
 * else is; of a run that did not fail and counts no failures, none is left.
 */
void testlog_finish(struct testlog *t, bool run_failed);
void testlog_release(struct testlog *t);

#endif
