/* lint: run the linters that the project uses, and say what they found */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/skipped.h"
#include "contract/tool.h"
#include "lint.args.h"
#include "record/lint_findings.h"
#include "record/lint_plan.h"
#include "system/touched.h"
#include "system/walk.h"
#include <stdlib.h>
#include <string.h>

/* All that lives until the process ends. */
static struct {
	struct args a;
	struct strv all, files; /* of the project; to be looked at */
	struct touched touched; /* when changed is set */
	bool changed;
	struct lint_plan plan;
	struct confine confine;
	struct sources sources;
	long count[LINT_ERROR + 1];
	long outside, elsewhere; /* findings */
	bool failed;
} job;

/* The project's files, and of them those that were named or changed. */
static void
list_files(const struct args *a)
{
	const struct strv none = {0};
	struct strv named = {0};
	struct error e = {0};

	tool_must(walk_files(&none, &none, &none, &job.all, &e), &e);
	tool_must(walk_files(&a->paths, &none, &none, &named, &e), &e);
	for (size_t i = 0; i < named.n; i++)
		if (!job.changed ||
		    touched_file(&job.touched, named.v[i]) != NULL)
			strv_add(&job.files, named.v[i]);
	strv_release(&named);
}

static void
add_finding(
    struct result *r, const struct lint_finding *f, enum lint_columns columns)
{
	job.count[f->level]++;
	result_add(r, lint_finding_json(f, columns, &job.sources));
}

/* Whether a finding is in what was asked for: these paths, these lines. */
static bool
is_wanted(const struct lint_finding *f)
{
	const struct touched_file *t;

	if (f->path == NULL)
		return true;
	if (job.a.paths.n > 0 && !strv_has_sorted(&job.files, f->path))
		return false;
	if (!job.changed)
		return true;
	t = touched_file(&job.touched, f->path);
	return t != NULL &&
	       (f->line == 0 ||
		   touched_any(t, f->line,
		       f->end_line > f->line ? f->end_line : f->line));
}

/* That it gave no answer is a finding: reports show nothing else. */
static void
add_failure(struct result *r, const struct lint_run *run)
{
	struct lint_finding f = {.level = LINT_ERROR,
	    .rule = xstrdup("linter-failed"),
	    .message = xasprintf("%s %s", run->linter->name, run->why)};

	add_finding(r, &f, LINT_BYTES);
	free(f.rule);
	free(f.message);
	job.failed = true;
}

static void
add_findings(struct result *r, cJSON *rows, struct lint_run *run)
{
	struct lintlog *log = &run->log;
	cJSON *row = cJSON_CreateObject();
	long n = 0;

	lintlog_sort_unique(log);
	for (size_t i = 0; i < log->n; i++) {
		if (!is_wanted(&log->v[i])) {
			job.elsewhere++;
			continue;
		}
		add_finding(r, &log->v[i], run->linter->columns);
		n++;
	}
	if (run->why != NULL)
		add_failure(r, run);
	cJSON_AddStringToObject(row, "name", run->linter->name);
	json_add_long(row, "files", (long)run->files.n);
	json_add_long(row, "findings", n);
	if (run->why != NULL)
		cJSON_AddTrueToObject(row, "failed");
	if (run->code)
		cJSON_AddTrueToObject(row, "project_code");
	cJSON_AddItemToArray(rows, row);
	job.outside += run->outside;
}

/* Those that the project uses, and that were not run. */
static void
add_left(cJSON *rows)
{
	for (size_t i = 0; i < job.plan.n_left; i++) {
		const struct lint_left *left = &job.plan.left[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "name", left->linter->name);
		cJSON_AddStringToObject(row, "skipped",
		    left->missing ? "not installed"
				  : "runs the project's code");
		cJSON_AddItemToArray(rows, row);
	}
}

/* Also adds what was skipped. */
static void
add_summary(cJSON *details)
{
	const long *n = job.count;
	struct buf b = {0};
	long missing;

	buf_addf(&b, "%ld error%s, %ld warning%s and %ld note%s", n[LINT_ERROR],
	    plural(n[LINT_ERROR]), n[LINT_WARNING], plural(n[LINT_WARNING]),
	    n[LINT_NOTE], plural(n[LINT_NOTE]));
	missing = lint_plan_tell(&job.plan, &b);
	cJSON_AddStringToObject(details, "summary", buf_str(&b));
	skipped_add(details, "not_installed", missing);
	skipped_add(details, "project_code", (long)job.plan.n_left - missing);
	skipped_add(details, "not_asked_for", job.elsewhere);
	skipped_add(details, "outside_root", job.outside);
	buf_release(&b);
}

static bool
is_clean(const char *fail_on)
{
	int level = LINT_ERROR;
	long bad = job.failed;

	if (strcmp(fail_on, "never") == 0)
		return !job.failed;
	do
		bad += job.count[level];
	while (strcmp(fail_on, lint_level_name((enum lint_level)level--)) != 0);
	return bad == 0;
}

int
main(int argc, char *argv[])
{
	const struct args *a = &job.a;
	struct lint_plan *plan = &job.plan;
	struct error e = {0};
	struct result r;
	cJSON *rows;

	tool_args(&job.a, &args_desc, argc, argv);
	tool_must(lint_plan_check(&a->linters, &e), &e);
	job.changed = a->diff != NULL || a->base != NULL;
	tool_must(touched_read(&job.touched, a->diff, a->base, &e), &e);
	list_files(a);
	lint_plan_make(
	    plan, &a->linters, &job.all, &job.files, a->project_code);
	/* nothing that a linter is for may have been changed */
	tool_must(
	    lint_plan_refuse(plan, job.changed && a->paths.n == 0, &e), &e);
	tool_must(lint_run_all(plan->runs, plan->n, a->jobs, a->timeout,
		      &job.confine, &e),
	    &e);
	result_list(&r, "findings", a->max_tokens, a->skip);
	rows = cJSON_CreateArray();
	for (size_t i = 0; i < plan->n; i++)
		add_findings(&r, rows, &plan->runs[i]);
	add_left(rows);
	add_summary(r.details);
	cJSON_AddItemToObject(r.details, "linters", rows);
	cJSON_AddStringToObject(
	    r.details, "sandbox", confine_mode_name(&job.confine));
	cJSON_AddStringToObject(
	    r.details, "network", confine_network_name(&job.confine));
	confine_release(&job.confine);
	r.failed = !is_clean(a->fail_on);
	tool_answer_list(&r);
}
