#ifndef RECORD_LINT_PLAN_H
#define RECORD_LINT_PLAN_H

#include "record/lint_run.h"

/* Which linters a project uses, and which of them can be run on some files. */
struct lint_plan {
	struct lint_run *runs; /* not yet run */
	size_t n;
	struct lint_left {
		const struct linter *linter;
		bool missing; /* else it runs code that was not wanted */
	} * left;             /* used, and not run */
	size_t n_left;
	size_t used; /* by the project, whether they have files or not */
};

/* -1 with invalid_arguments, which lists the names, for one we do not know. */
int lint_plan_check(const struct strv *names, struct error *e);
/*
 * Of the linters of these names (none: all) those that the project with the
 * files `all` uses, to run on those of `files` that they are for; with `code`
 * also those that run the project's own.
 */
void lint_plan_make(struct lint_plan *plan, const struct strv *names,
    const struct strv *all, const struct strv *files, bool code);
/*
 * No linter is no answer: -1 with not_available when there is none to run,
 * with what was looked for, or what is missing. With idle it may be that the
 * files are for none of those that the project uses.
 */
int lint_plan_refuse(const struct lint_plan *plan, bool idle, struct error *e);
/*
 * Appends " from eslint, ruff; not installed: ..." once they ran: which did,
 * and which were left. Returns how many of these are missing.
 */
long lint_plan_tell(const struct lint_plan *plan, struct buf *b);

#endif
