/* coverage: the lines that tests never run, of all or of what was added */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "coverage.args.h"
#include "record/coverage_reports.h"
#include "system/touched.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAP                                                                    \
	5 /* lines that cannot run, within a range of those that did not       \
	   */

struct figure {
	const char *path;
	long lines, ran;
};

/* All that lives until the process ends. */
static struct {
	struct args a;
	struct coverage_reports reports;
	struct touched touched; /* when changed is set */
	bool changed;
	struct figure *figures;
	size_t n;
	struct figure sum;
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

/* Of lines first..last; of the file as such when first is 0. */
static cJSON *
finding(const char *path, long first, long last, const char *rule,
    const char *message)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddItemToObject(
	    item, "path", json_new_string(path, strlen(path)));
	if (first > 0)
		json_add_long(item, "line", first);
	if (last > first)
		json_add_long(item, "end_line", last);
	cJSON_AddStringToObject(item, "rule", rule);
	cJSON_AddStringToObject(
	    item, "level", job.changed ? "warning" : "note");
	cJSON_AddStringToObject(item, "message", message);
	return item;
}

/* Lines first..last hold n that did not run, and none that did. */
static void
add_range(struct result *r, const char *path, long first, long last, long n)
{
	char *message =
	    n == 1 ? xstrdup("never run") : xasprintf("%ld lines never run", n);

	result_add(r, finding(path, first, last, "uncovered", message));
	free(message);
}

/* Whether the line counts: all do, unless only a change's are wanted. */
static bool
counts(const struct touched_file *t, long line)
{
	return !job.changed || touched_any(t, line, line);
}

/* Adds the ranges of what did not run, and the file's figures. */
static void
add_file(struct result *r, const struct coverage_file *f)
{
	const struct touched_file *t = touched_file(&job.touched, f->name);
	struct figure *figure = &job.figures[job.n];
	const struct coverage_line *l = f->lines;
	long first = 0, last = 0, n = 0;

	if (!is_wanted(f->name) || (job.changed && t == NULL))
		return;
	*figure = (struct figure){.path = f->name};
	for (size_t i = 0; i <= f->n; i++) {
		bool in = i < f->n && counts(t, l[i].line);

		if (n > 0 && (!in || l[i].ran || l[i].line > last + GAP)) {
			add_range(r, f->name, first, last, n);
			n = 0;
		}
		if (!in)
			continue;
		figure->lines++;
		figure->ran += l[i].ran;
		if (l[i].ran)
			continue;
		last = l[i].line;
		first = n++ == 0 ? last : first;
	}
	job.n += figure->lines > 0;
	job.sum.lines += figure->lines;
	job.sum.ran += figure->ran;
}

static const char *
ending(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot : "";
}

/* Whether a report tells of the file, and whether it does of any such. */
static bool
is_measured(const char *path, bool *kind)
{
	const struct coverage *c = &job.reports.total;

	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->files[i].name, path) == 0)
			return true;
		*kind |= strcmp(ending(c->files[i].name), ending(path)) == 0;
	}
	return false;
}

/* A changed file that was not even built or loaded is not covered either. */
static void
add_unmeasured(struct result *r)
{
	for (size_t i = 0; i < job.touched.n; i++) {
		const char *path = job.touched.files[i].path;
		bool kind = false;

		if (!is_wanted(path) || *ending(path) == '\0' ||
		    is_measured(path, &kind) || !kind)
			continue;
		job.unmeasured++;
		result_add(
		    r, finding(path, 0, 0, "unmeasured",
			   "changed, and no report of coverage tells of it"));
	}
}

/* In percent with one digit; 0 and 100 are said of what is exactly so. */
static double
percent(const struct figure *f)
{
	double p = f->lines == 0
		       ? 100
		       : round(1000.0 * (double)f->ran / (double)f->lines) / 10;

	if (f->ran < f->lines && p > 99.9)
		return 99.9;
	return f->ran > 0 && p < 0.1 ? 0.1 : p;
}

static void
add_figures(cJSON *to, const struct figure *f)
{
	json_add_long(to, "lines", f->lines);
	json_add_long(to, "covered", f->ran);
	cJSON_AddNumberToObject(to, "percent", percent(f));
}

/* What lacks most comes first. */
static int
by_lack(const void *a, const void *b)
{
	const struct figure *f = a, *g = b;
	long x = f->lines - f->ran, y = g->lines - g->ran;

	return x != y ? (x < y) - (x > y) : strcmp(f->path, g->path);
}

/* The table of files, of which a quarter of max_tokens may be spent. */
static void
add_table(cJSON *details)
{
	cJSON *table = cJSON_AddArrayToObject(details, "coverage"), *row;
	size_t limit = (size_t)job.a.max_tokens / 4, cost = 0, i;

	qsort(job.figures, job.n, sizeof(*job.figures), by_lack);
	for (i = 0; i < job.n; i++) {
		row = cJSON_CreateObject();
		cJSON_AddItemToObject(row, "path",
		    json_new_string(
			job.figures[i].path, strlen(job.figures[i].path)));
		add_figures(row, &job.figures[i]);
		cost += result_cost(row) + 1;
		if (limit > 0 && cost > limit) {
			cJSON_Delete(row);
			break;
		}
		cJSON_AddItemToArray(table, row);
	}
	if (i < job.n)
		json_add_long(details, "coverage_left_out", (long)(job.n - i));
}

static void
add_skipped(cJSON *details)
{
	const struct coverage_reports *r = &job.reports;
	const long counts[] = {
	    (long)r->outside.n, (long)r->missing.n, job.unread};
	static const char *const names[] = {
	    "outside_root", "not_found", "unreadable_reports"};
	cJSON *skipped = cJSON_CreateObject();

	for (size_t i = 0; i < 3; i++)
		if (counts[i] > 0)
			json_add_long(skipped, names[i], counts[i]);
	if (skipped->child == NULL)
		cJSON_Delete(skipped);
	else
		cJSON_AddItemToObject(details, "skipped", skipped);
}

static void
add_summary(cJSON *details)
{
	const char *added = job.changed ? "added " : "";
	struct buf b = {0};

	if (job.sum.lines == 0)
		buf_addf(&b, "no %slines that can run", added);
	else
		buf_addf(&b, "%ld of %ld %slines run (%g %%) in %zu file%s",
		    job.sum.ran, job.sum.lines, added, percent(&job.sum), job.n,
		    plural((long)job.n));
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
	cJSON_AddItemToObject(
	    details, "summary", json_new_string(buf_str(&b), b.len));
	buf_release(&b);
}

/* A minimum is not reached by measuring nothing. */
static bool
is_enough(void)
{
	const struct figure *s = &job.sum;

	if (!job.a.has_minimum)
		return true;
	if (job.unmeasured > 0 || (s->lines == 0 && !job.changed))
		return job.a.minimum <= 0;
	return (double)s->ran * 100 >= job.a.minimum * (double)s->lines;
}

int
main(int argc, char *argv[])
{
	const struct coverage *total = &job.reports.total;
	struct error e = {0};
	struct result r;

	tool_args(&job.a, &args_desc, argc, argv);
	read_reports(&job.a);
	job.changed = job.a.diff != NULL || job.a.base != NULL;
	tool_must(touched_read(&job.touched, job.a.diff, job.a.base, &e), &e);
	job.figures = xcalloc(total->n, sizeof(*job.figures));
	result_list(&r, "findings", job.a.max_tokens, job.a.skip);
	for (size_t i = 0; i < total->n; i++)
		add_file(&r, &total->files[i]);
	add_unmeasured(&r);
	add_summary(r.details);
	add_figures(r.details, &job.sum);
	if (job.a.skip == 0)
		add_table(r.details);
	add_skipped(r.details);
	r.failed = !is_enough();
	tool_answer_list(&r);
}
