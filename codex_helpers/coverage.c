/* coverage: the lines that tests never run, of all or of what was added */
#include "base/json.h"
#include "base/num.h"
#include "contract/skipped.h"
#include "contract/tool.h"
#include "coverage.args.h"
#include "record/coverage_findings.h"
#include "record/coverage_reports.h"
#include <string.h>

/* All that lives until the process ends. */
static struct {
	struct args a;
	struct coverage_reports reports;
	struct touched touched; /* when changed is set */
	bool changed;
	struct coverage_table table;
	long unread;     /* reports found by name that are none */
	long unmeasured; /* files changed, of which no report tells */
} job;

static void
read_found(void)
{
	struct strv paths = {0};
	struct error e = {0};
	size_t good = 0;

	coverage_reports_find(&paths);
	for (size_t i = 0; i < paths.n; i++) {
		if (coverage_reports_add(&job.reports, paths.v[i], &e) == 0)
			good++;
		else
			tool_tell(&e);
	}
	job.unread = (long)(paths.n - good);
	if (good == 0) {
		error_set(&e, ERROR_NOT_FOUND,
		    "no report of coverage is here; looked for %s in the root, "
		    "coverage, build, reports, target and the like",
		    coverage_reports_names);
		error_hint(&e, "run the tests with coverage first, or name the "
			       "report");
		tool_fail_with(&e);
	}
	error_release(&e);
	strv_release(&paths);
}

static void
read_reports(const struct args *a)
{
	struct coverage_reports *r = &job.reports;
	struct error e = {0};

	r->prefix = a->prefix;
	if (a->report != NULL)
		tool_must(coverage_reports_add_text(r, a->report, &e), &e);
	for (size_t i = 0; i < a->reports.n; i++)
		tool_must(coverage_reports_add(r, a->reports.v[i], &e), &e);
	if (a->report == NULL && a->reports.n == 0)
		read_found();
	coverage_reports_finish(r);
	if (r->total.n == 0)
		tool_fail(ERROR_NOT_FOUND,
		    "of the files in the report, such as '%s', none is under "
		    "the root; if it was made elsewhere, give that root as "
		    "prefix",
		    r->outside.n > 0 ? r->outside.v[0] : r->missing.v[0]);
}

static bool
is_wanted(const char *path)
{
	const struct strv *paths = &job.a.paths;

	for (size_t i = 0; i < paths->n; i++) {
		size_t n = strlen(paths->v[i]);

		if (strcmp(paths->v[i], ".") == 0 ||
		    (strncmp(path, paths->v[i], n) == 0 &&
			(path[n] == '/' || path[n] == '\0')))
			return true;
	}
	return paths->n == 0;
}

/* Those that were wanted: what did not run of each, and how much did. */
static void
add_files(struct result *r)
{
	const struct coverage *total = &job.reports.total;
	struct touched *changed = job.changed ? &job.touched : NULL;
	struct coverage_row row;

	for (size_t i = 0; i < total->n; i++) {
		if (!is_wanted(total->files[i].name))
			continue;
		coverage_findings_add(r, &total->files[i], changed, &row);
		coverage_table_add(&job.table, &row);
	}
	for (size_t i = 0; i < job.touched.n; i++)
		job.unmeasured += is_wanted(job.touched.files[i].path) &&
				  coverage_findings_unmeasured(
				      r, total, job.touched.files[i].path);
}

static void
add_skipped(cJSON *details)
{
	const struct coverage_reports *r = &job.reports;

	skipped_add(details, "outside_root", (long)r->outside.n);
	skipped_add(details, "not_found", (long)r->missing.n);
	skipped_add(details, "unreadable_reports", job.unread);
}

static void
add_summary(cJSON *details)
{
	const char *added = job.changed ? "added " : "";
	const struct coverage_row *sum = &job.table.sum;
	struct buf b = {0};

	if (sum->lines == 0)
		buf_addf(&b, "no %slines that can run", added);
	else
		buf_addf(&b, "%ld of %ld %slines run (%g %%) in %zu file%s",
		    sum->ran, sum->lines, added, coverage_percent(sum),
		    job.table.n, plural((long)job.table.n));
	if (job.a.has_minimum)
		buf_addf(&b, ", the minimum is %g %%", job.a.minimum);
	if (job.unmeasured > 0)
		buf_addf(&b, "; %ld changed file%s not measured",
		    job.unmeasured, plural(job.unmeasured));
	if (job.reports.stale.n > 0)
		buf_addf(&b,
		    "; %zu file%s changed after the report was made, such as "
		    "%s: its lines may be others now",
		    job.reports.stale.n, plural((long)job.reports.stale.n),
		    job.reports.stale.v[0]);
	json_add_string(details, "summary", buf_str(&b));
	buf_release(&b);
}

/* A minimum is not reached by measuring nothing. */
static bool
is_enough(void)
{
	const struct coverage_row *s = &job.table.sum;

	if (!job.a.has_minimum)
		return true;
	if (job.unmeasured > 0 || (s->lines == 0 && !job.changed))
		return job.a.minimum <= 0;
	return (double)s->ran * 100 >= job.a.minimum * (double)s->lines;
}

int
main(int argc, char *argv[])
{
	struct error e = {0};
	struct result r;

	tool_args(&job.a, &args_desc, argc, argv);
	read_reports(&job.a);
	job.changed = job.a.diff != NULL || job.a.base != NULL;
	tool_must(touched_read(&job.touched, job.a.diff, job.a.base, &e), &e);
	result_list(&r, "findings", job.a.max_tokens, job.a.skip);
	add_files(&r);
	add_summary(r.details);
	coverage_row_add(r.details, &job.table.sum);
	if (job.a.skip == 0)
		coverage_table_print(
		    &job.table, r.details, (size_t)job.a.max_tokens / 4);
	add_skipped(r.details);
	r.failed = !is_enough();
	tool_answer_list(&r);
}
