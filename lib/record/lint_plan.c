/* lint_plan: the linters that a project uses, and those that can be run */
#include "record/lint_plan.h"
#include "base/alloc.h"
#include <string.h>

static void
add_names(struct buf *b)
{
	for (size_t i = 0; i < linters_n; i++)
		buf_addf(b, "%s%s", i ? ", " : "", linters[i].name);
}

static bool
is_known(const char *name)
{
	for (size_t i = 0; i < linters_n; i++)
		if (strcmp(name, linters[i].name) == 0)
			return true;
	return false;
}

int
lint_plan_check(const struct strv *names, struct error *e)
{
	struct buf known = {0};

	for (size_t i = 0; i < names->n; i++) {
		if (is_known(names->v[i]))
			continue;
		add_names(&known);
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "there is no linter '%s' in 'linters'; known are %s",
		    names->v[i], buf_str(&known));
		buf_release(&known);
		return -1;
	}
	return 0;
}

static void
leave_out(struct lint_plan *plan, const struct linter *l, bool missing)
{
	plan->left =
	    xreallocarray(plan->left, plan->n_left + 1, sizeof(*plan->left));
	plan->left[plan->n_left++] = (struct lint_left){l, missing};
}

/* Takes files. */
static void
add_run(struct lint_plan *plan, const struct linter *l, struct strv *files,
    bool code)
{
	struct lint_run run = {.linter = l, .files = *files};
	bool in_root;

	run.program = linter_find(l, &in_root);
	run.code = l->code || in_root;
	if (run.program == NULL || (run.code && !code)) {
		leave_out(plan, l, run.program == NULL);
		lint_run_release(&run);
		return;
	}
	plan->runs =
	    xreallocarray(plan->runs, plan->n + 1, sizeof(*plan->runs));
	plan->runs[plan->n++] = run;
}

void
lint_plan_make(struct lint_plan *plan, const struct strv *names,
    const struct strv *all, const struct strv *files, bool code)
{
	struct strv its;

	for (size_t i = 0; i < linters_n; i++) {
		const struct linter *l = &linters[i];

		if ((names->n > 0 && !strv_has(names, l->name)) ||
		    !linter_is_used(l, all))
			continue;
		plan->used++;
		its = (struct strv){0};
		for (size_t j = 0; j < files->n; j++)
			if (linter_takes(l, files->v[j]))
				strv_add(&its, files->v[j]);
		if (its.n > 0)
			add_run(plan, l, &its, code);
	}
}

/* Appends "eslint (npm install ...), ..." of those that are missing. */
static long
add_missing(const struct lint_plan *plan, struct buf *names)
{
	long n = 0;

	for (size_t i = 0; i < plan->n_left; i++)
		if (plan->left[i].missing)
			buf_addf(names, "%s%s (%s)", n++ ? ", " : "",
			    plan->left[i].linter->name,
			    plan->left[i].linter->package);
	return n;
}

long
lint_plan_tell(const struct lint_plan *plan, struct buf *b)
{
	struct buf names = {0};
	long missing = add_missing(plan, &names);
	long left = (long)plan->n_left - missing;

	for (size_t i = 0; i < plan->n; i++)
		buf_addf(b, "%s%s%s", i ? ", " : " from ",
		    plan->runs[i].linter->name,
		    plan->runs[i].why ? ", which failed" : "");
	if (plan->n == 0)
		buf_adds(b, ": no linter was run");
	if (missing > 0)
		buf_addf(b, "; not installed: %s", buf_str(&names));
	if (left > 0)
		buf_addf(b, "; %ld left out that run%s the project's code",
		    left, left == 1 ? "s" : "");
	buf_release(&names);
	return missing;
}

int
lint_plan_refuse(const struct lint_plan *plan, bool idle, struct error *e)
{
	struct buf names = {0};
	long missing = add_missing(plan, &names);
	int status = 0;

	if (plan->n > 0 || plan->n_left > (size_t)missing) {
		status = 0;
	} else if (missing > 0) {
		status = error_set(e, ERROR_NOT_AVAILABLE,
		    "no linter that the project uses is installed: %s",
		    buf_str(&names));
	} else if (plan->used == 0 || !idle) {
		add_names(&names);
		error_set(e, ERROR_NOT_AVAILABLE,
		    "no linter is for %s; looked for %s",
		    plan->used ? "these files" : "this project",
		    buf_str(&names));
		status =
		    error_hint(e, "add the configuration of one to the root");
	}
	buf_release(&names);
	return status;
}
