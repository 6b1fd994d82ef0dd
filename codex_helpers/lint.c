/* lint: run the linters that the project uses, and say what they found */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "lint.args.h"
#include "record/lint_run.h"
#include "record/report_source.h"
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
	struct lint_run *runs;
	size_t n;
	struct strv missing; /* used, but not installed: with how to get it */
	cJSON *linters;
	struct confine confine;
	struct sources sources;
	long count[LINT_ERROR + 1];
	long outside, elsewhere, left; /* findings; linters left out */
	bool failed;
} job;

static void
read_changes(const struct args *a)
{
	struct error e = {0};

	job.changed = a->diff != NULL || a->base != NULL;
	if (a->diff != NULL && a->base != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'diff' cannot be given together with 'base'");
	if (a->diff != NULL)
		touched_by_diff(&job.touched, a->diff, strlen(a->diff));
	if (a->base != NULL)
		tool_must(touched_since(&job.touched, a->base, &e), &e);
}

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
check_names(const struct strv *names)
{
	struct buf known = {0};
	size_t j;

	for (size_t i = 0; i < linters_n; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", linters[i].name);
	for (size_t i = 0; i < names->n; i++) {
		for (j = 0; j < linters_n; j++)
			if (strcmp(names->v[i], linters[j].name) == 0)
				break;
		if (j == linters_n)
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "there is no linter '%s' in 'linters'; known are "
			    "%s",
			    names->v[i], buf_str(&known));
	}
	buf_release(&known);
}

/* A row of `linters` that says why this one was not run. */
static void
leave_out(const struct linter *l, const char *why)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "name", l->name);
	cJSON_AddStringToObject(row, "skipped", why);
	cJSON_AddItemToArray(job.linters, row);
}

static void
add_run(const struct linter *l, struct strv *files)
{
	struct lint_run run = {.linter = l, .files = *files};
	bool in_root;

	run.program = linter_find(l, &in_root);
	run.code = l->code || in_root;
	if (run.program == NULL) {
		leave_out(l, "not installed");
		strv_addf(&job.missing, "%s (%s)", l->name, l->package);
		return;
	}
	if (run.code && !job.a.project_code) {
		leave_out(l, "runs the project's code");
		job.left++;
		return;
	}
	job.runs = xreallocarray(job.runs, job.n + 1, sizeof(*job.runs));
	job.runs[job.n++] = run;
}

/* Returns how many the project uses, whether they have anything to do. */
static size_t
choose(const struct args *a)
{
	struct strv files;
	size_t used = 0;

	for (size_t i = 0; i < linters_n; i++) {
		const struct linter *l = &linters[i];

		if (a->linters.n > 0 && !strv_has(&a->linters, l->name))
			continue;
		if (!linter_is_used(l, &job.all))
			continue;
		used++;
		files = (struct strv){0};
		for (size_t j = 0; j < job.files.n; j++)
			if (linter_takes(l, job.files.v[j]))
				strv_add(&files, job.files.v[j]);
		if (files.n > 0)
			add_run(l, &files);
	}
	return used;
}

/* No linter is no answer: it must not look like no findings. */
static void
refuse_none(const struct args *a, size_t used)
{
	struct error e = {0};
	struct buf names = {0};

	if (job.n > 0 || job.left > 0)
		return;
	for (size_t i = 0; i < job.missing.n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", job.missing.v[i]);
	if (job.missing.n > 0) {
		error_set(&e, ERROR_NOT_AVAILABLE,
		    "no linter that the project uses is installed: %s",
		    buf_str(&names));
		tool_fail_with(&e);
	}
	if (used > 0 && job.changed && a->paths.n == 0)
		return; /* nothing that a linter is for was changed */
	for (size_t i = 0; i < linters_n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", linters[i].name);
	error_set(&e, ERROR_NOT_AVAILABLE, "no linter is for %s; looked for %s",
	    used ? "these files" : "this project", buf_str(&names));
	error_hint(&e, "add the configuration of one to the root");
	tool_fail_with(&e);
}

/* A column as bytes, which is what the contract counts. */
static long
in_bytes(const struct lint_finding *f, long line, long column,
    enum lint_columns kind)
{
	size_t len, at = 0, n;
	const char *text;
	uint32_t c;

	if (kind == LINT_BYTES || column <= 1 || f->path == NULL)
		return column;
	text = source_line(&job.sources, f->path, line, &len);
	if (text == NULL)
		return column;
	while (at < len && column > 1) {
		n = utf8_decode(text + at, len - at, &c);
		at += n ? n : 1;
		column -= kind == LINT_UTF16 && n == 4 ? 2 : 1;
	}
	return (long)at + column;
}

static void
add_number(cJSON *item, const char *name, long n)
{
	if (n > 0)
		json_add_long(item, name, n);
}

static void
add_text(cJSON *item, const char *name, const char *text)
{
	cJSON_AddItemToObject(item, name, json_new_string(text, strlen(text)));
}

static const char *const level_names[] = {"note", "warning", "error"};

static void
add_finding(
    struct result *r, const struct lint_finding *f, enum lint_columns columns)
{
	long end = f->end_line ? f->end_line : f->line;
	cJSON *item = cJSON_CreateObject();

	if (f->path != NULL)
		add_text(item, "path", f->path);
	add_number(item, "line", f->line);
	add_number(item, "column", in_bytes(f, f->line, f->column, columns));
	if (f->end_line > f->line)
		json_add_long(item, "end_line", f->end_line);
	add_number(
	    item, "end_column", in_bytes(f, end, f->end_column, columns));
	add_text(item, "rule", f->rule);
	add_text(item, "level", level_names[f->level]);
	add_text(item, "message", f->message);
	job.count[f->level]++;
	result_add(r, item);
}

static int
by_string(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whether a finding is in what was asked for: these paths, these lines. */
static bool
is_wanted(const struct lint_finding *f)
{
	const struct touched_file *t;

	if (f->path == NULL)
		return true;
	if (job.a.paths.n > 0 && bsearch(&f->path, job.files.v, job.files.n,
				     sizeof(*job.files.v), by_string) == NULL)
		return false;
	if (!job.changed)
		return true;
	t = touched_file(&job.touched, f->path);
	return t != NULL &&
	       (f->line == 0 ||
		   touched_any(t, f->line,
		       f->end_line > f->line ? f->end_line : f->line));
}

static int
by_place(const void *a, const void *b)
{
	const struct lint_finding *f = a, *g = b;
	int order = strcmp(f->path ? f->path : "", g->path ? g->path : "");

	if (order == 0)
		order = (f->line > g->line) - (f->line < g->line);
	if (order == 0)
		order = (f->column > g->column) - (f->column < g->column);
	if (order == 0)
		order = strcmp(f->rule, g->rule);
	return order ? order : strcmp(f->message, g->message);
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
add_findings(struct result *r, struct lint_run *run)
{
	struct lintlog *log = &run->log;
	cJSON *row = cJSON_CreateObject();
	long n = 0;

	if (log->n > 0)
		qsort(log->v, log->n, sizeof(*log->v), by_place);
	for (size_t i = 0; i < log->n; i++) {
		/* of a header, once for each file that includes it */
		if (i > 0 && by_place(&log->v[i - 1], &log->v[i]) == 0)
			continue;
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
	cJSON_AddItemToArray(job.linters, row);
	job.outside += run->outside;
}

static void
add_summary(cJSON *details)
{
	struct buf b = {0};

	buf_addf(&b, "%ld error%s, %ld warning%s and %ld note%s",
	    job.count[LINT_ERROR], plural(job.count[LINT_ERROR]),
	    job.count[LINT_WARNING], plural(job.count[LINT_WARNING]),
	    job.count[LINT_NOTE], plural(job.count[LINT_NOTE]));
	for (size_t i = 0; i < job.n; i++)
		buf_addf(&b, "%s%s%s", i ? ", " : " from ",
		    job.runs[i].linter->name,
		    job.runs[i].why ? ", which failed" : "");
	if (job.n == 0)
		buf_adds(&b, ": no linter was run");
	for (size_t i = 0; i < job.missing.n; i++)
		buf_addf(&b, "%s%s",
		    i ? ", " : "; not installed: ", job.missing.v[i]);
	if (job.left > 0)
		buf_addf(&b, "; %ld left out that run%s the project's code",
		    job.left, job.left == 1 ? "s" : "");
	add_text(details, "summary", buf_str(&b));
	buf_release(&b);
}

static void
add_skipped(cJSON *details)
{
	cJSON *skipped = cJSON_CreateObject();

	add_number(skipped, "not_installed", (long)job.missing.n);
	add_number(skipped, "project_code", job.left);
	add_number(skipped, "not_asked_for", job.elsewhere);
	add_number(skipped, "outside_root", job.outside);
	if (skipped->child == NULL)
		cJSON_Delete(skipped);
	else
		cJSON_AddItemToObject(details, "skipped", skipped);
}

static bool
is_clean(const char *fail_on)
{
	bool bad = job.failed;

	for (int level = LINT_ERROR; level >= LINT_NOTE; level--) {
		if (strcmp(fail_on, "never") == 0)
			break;
		bad |= job.count[level] > 0;
		if (strcmp(fail_on, level_names[level]) == 0)
			break;
	}
	return !bad;
}

int
main(int argc, char *argv[])
{
	struct error e = {0};
	struct result r;

	tool_args(&job.a, &args_desc, argc, argv);
	check_names(&job.a.linters);
	read_changes(&job.a);
	list_files(&job.a);
	job.linters = cJSON_CreateArray();
	refuse_none(&job.a, choose(&job.a));
	tool_must(lint_run_all(job.runs, job.n, job.a.jobs, job.a.timeout,
		      &job.confine, &e),
	    &e);
	result_list(&r, "findings", job.a.max_tokens, job.a.skip);
	for (size_t i = 0; i < job.n; i++)
		add_findings(&r, &job.runs[i]);
	add_summary(r.details);
	cJSON_AddItemToObject(r.details, "linters", job.linters);
	add_skipped(r.details);
	cJSON_AddStringToObject(
	    r.details, "sandbox", confine_mode_name(&job.confine));
	cJSON_AddStringToObject(
	    r.details, "network", confine_network_name(&job.confine));
	confine_release(&job.confine);
	tool_must(result_finish(&r, &e), &e);
	tool_answer(is_clean(job.a.fail_on), r.details);
}
