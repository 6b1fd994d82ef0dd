#ifndef RECORD_TEST_RUN_H
#define RECORD_TEST_RUN_H

#include "base/error.h"
#include "base/strv.h"
#include "system/confine.h"
#include "system/process.h"
#include "text/testlog.h"

/*
 * One run of a project's tests, confined (docs/sandbox.md), with the root to
 * write and a loopback of its own unless trusted settings say otherwise, and
 * what it said.
 */
struct test_run {
	struct confine confine;
	struct process process; /* its output: head and tail, streams merged */
	struct strv changed;    /* reserved paths that were put back */
	struct testlog log;
	bool success; /* all passed, it ended with 0, and changed nothing */
};

/*
 * Runs argv for `timeout` seconds at most; t is to be zero. -1 with
 * policy_denied when the tests of this root are running already and called
 * us, or settings are not trusted; not_available without a sandbox, or when
 * the program is not installed; internal when not all could be read.
 */
int test_run(struct test_run *t, const struct strv *argv, double timeout,
    struct error *e);
void test_run_release(struct test_run *t);

#endif
