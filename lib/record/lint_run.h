#ifndef RECORD_LINT_RUN_H
#define RECORD_LINT_RUN_H

#include "base/error.h"
#include "record/linters.h"
#include "system/confine.h"
#include "system/process.h"

/*
 * Runs linters side by side, confined (docs/sandbox.md): the root can be read
 * and not written, and there is no network, not even a loopback.
 */
struct lint_run {
	const struct linter *linter;
	char *program;     /* its path; owned */
	bool code;         /* it runs the project's own code */
	struct strv files; /* to be looked at */

	/* what came of it */
	struct lintlog log; /* paths are below the root, or NULL */
	long outside;       /* findings of files that are elsewhere */
	char *why;          /* it gave no answer; or NULL */
};

/*
 * Runs all n, `jobs` processes at a time, each for `timeout` seconds at most.
 * c is to be zero, and released by the caller. -1 when no program can be
 * started at all: settings that are not trusted, no sandbox.
 */
int lint_run_all(struct lint_run *runs, size_t n, long jobs, double timeout,
    struct confine *c, struct error *e);
void lint_run_release(struct lint_run *r);

#endif
