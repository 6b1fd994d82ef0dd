/* code_metrics: how large a code base is, of what, and what changes in it */
#include "base/alloc.h"
#include "base/json.h"
#include "code_metrics.args.h"
#include "contract/figures.h"
#include "contract/lists.h"
#include "contract/tool.h"
#include "system/churn.h"
#include "system/coupling.h"
#include "system/longest.h"
#include "system/survey.h"
#include "text/test_path.h"
#include <stdlib.h>
#include <string.h>

static struct args a;
static struct error error;
static struct lists lists;
static struct survey survey;
static struct longest longest;
static struct churn churn;
static struct coupling coupling;

static bool
wants(const char *section)
{
	return a.sections.n == 0 || strv_has(&a.sections, section);
}

static void
add_lines(cJSON *item, const struct survey_lines *l)
{
	json_add_long(item, "files", l->files);
	json_add_long(item, "blank", l->blank);
	json_add_long(item, "comment", l->comment);
	json_add_long(item, "code", l->code);
}

/* Code of tests for each line of other code. */
static void
add_totals(void)
{
	struct survey_lines all = {0}, tests = {0}, other = {0};
	cJSON *item;

	for (size_t i = 0; i < survey.n; i++) {
		const struct survey_file *f = &survey.v[i];

		survey_lines_add(&all, &f->lines);
		if (survey_is_source(f->language))
			survey_lines_add(
			    test_path(f->path) ? &tests : &other, &f->lines);
	}
	add_lines(cJSON_AddObjectToObject(lists.details, "totals"), &all);
	if (!wants("tests"))
		return;
	item = cJSON_AddObjectToObject(lists.details, "tests");
	json_add_long(item, "files", tests.files);
	json_add_long(item, "code", tests.code);
	json_add_long(item, "other_code", other.code);
	if (other.code > 0)
		cJSON_AddNumberToObject(item, "ratio",
		    (double)(tests.code * 1000 / other.code) / 1000);
}

static int
by_code(const void *x, const void *y)
{
	const struct survey_file *p = x, *q = y;

	if (p->lines.code != q->lines.code)
		return p->lines.code < q->lines.code ? 1 : -1;
	return strcmp(p->path, q->path);
}

static void
add_languages(void)
{
	cJSON *list = lists_add(&lists, "languages");
	struct survey_file *sums = NULL;
	size_t n = 0, j;

	for (size_t i = 0; i < survey.n; i++) {
		const struct survey_file *f = &survey.v[i];

		for (j = 0; j < n && sums[j].language != f->language; j++)
			;
		if (j == n) {
			sums = xreallocarray(sums, ++n, sizeof(*sums));
			sums[j] = (struct survey_file){
			    .path = f->language->name, .language = f->language};
		}
		survey_lines_add(&sums[j].lines, &f->lines);
	}
	if (n > 0)
		qsort(sums, n, sizeof(*sums), by_code);
	for (j = 0; j < n; j++)
		if (sums[j].lines.files > 0)
			add_lines(figures_item(list, "language", sums[j].path),
			    &sums[j].lines);
	free(sums);
}

static void
add_largest(void)
{
	cJSON *list = lists_add(&lists, "largest"), *item;

	for (size_t i = 0; i < figures_most(survey.n, a.top); i++) {
		const struct survey_lines *l = &survey.v[i].lines;

		if (survey.v[i].lines.files == 0)
			continue; /* binary, or unreadable */
		item = figures_item(list, "path", survey.v[i].path);
		json_add_long(item, "lines", l->blank + l->comment + l->code);
		json_add_long(item, "code", l->code);
	}
}

/* In the largest files of source text, headers aside. */
static void
add_functions(void)
{
	struct strv paths = {0};

	for (size_t i = 0; i < survey.n; i++)
		if (survey.v[i].lines.code > 0 &&
		    survey_is_source(survey.v[i].language) &&
		    strstr(survey.v[i].language->name, " Header") == NULL)
			strv_add(&paths, survey.v[i].path);
	tool_must(longest_find(&longest, &paths, &error), &error);
	figures_functions(&lists, &longest, a.top);
	strv_release(&paths);
}

static void
add_churn(void)
{
	int status = churn_read(&churn, &a.paths, a.days, &error);
	cJSON *of;

	tool_must(status, &error);
	figures_churn(&lists, &churn, a.top);
	if (status != 0)
		return; /* no commit, or no repository */
	of = cJSON_AddObjectToObject(lists.details, "churn_of");
	json_add_long(of, "days", a.days);
	json_add_long(of, "commits", churn.commits);
	if (churn.more)
		cJSON_AddTrueToObject(of, "more");
}

int
main(int argc, char **argv)
{
	struct walk w = {
	    .paths = &a.paths, .include = &a.include, .exclude = &a.exclude};
	cJSON *answer;

	tool_args(&a, &args_desc, argc, argv);
	lists.details = cJSON_CreateObject();
	survey.imports = wants("imports");
	/* paths that are given but empty come from a pipe that found none */
	if (a.paths.n > 0 || !tool_given("paths"))
		tool_must(survey_make(&survey, &w, &error), &error);
	add_totals();
	if (wants("imports")) {
		coupling_find(&coupling, &survey, a.depth);
		figures_imports(&lists, &coupling, a.edges, a.top);
	}
	if (survey.n > 0)
		qsort(survey.v, survey.n, sizeof(*survey.v), by_code);
	if (wants("languages"))
		add_languages();
	if (wants("largest"))
		add_largest();
	if (wants("functions"))
		add_functions();
	if (wants("churn"))
		add_churn();
	walk_skipped_add(&survey.skipped, &longest.skipped);
	walk_skipped_tell(&survey.skipped, lists.details);
	answer = lists_finish(&lists, a.max_tokens, a.skip, &error);
	if (answer == NULL)
		tool_fail_with(&error);
	coupling_release(&coupling);
	longest_release(&longest);
	churn_release(&churn);
	survey_release(&survey);
	tool_answer(true, answer);
}
