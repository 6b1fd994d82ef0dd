/* validate_diff: judge a unified diff by the project's policy */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/skipped.h"
#include "record/gate.h"
#include "record/policy.h"
#include "system/git.h"
#include "system/proposal.h"
#include "system/root.h"
#include "text/diff.h"
#include "validate_diff.args.h"
#include <stdlib.h>
#include <string.h>

/*
 * The revision to compare with: base, or with three dots its merge base
 * with HEAD; of what is staged it is HEAD. NULL when there is no commit.
 */
static char *
base_of(const struct args *a)
{
	struct error e = {0};
	char *base = git_base(a->base ? a->base : "HEAD", &e);

	if (base == NULL && (a->base != NULL || e.code != ERROR_NOT_FOUND))
		tool_fail_with(&e);
	error_release(&e);
	return base;
}

/* Files that git does not know are in no diff: say how many. */
static long
count_untracked(void)
{
	struct error e = {0};
	struct buf out = {0};
	long n = 0;

	if (git_runl(&out, &e, "ls-files", "-z", "--others",
		"--exclude-standard", NULL) < 0)
		tool_fail_with(&e);
	for (size_t i = 0; i < out.len; i++)
		n += out.data[i] == '\0';
	buf_release(&out);
	return n;
}

static struct policy *
read_policy(const struct args *a, const char *base)
{
	struct error e = {0};
	struct buf text = {0};
	struct policy *p = NULL;

	if (a->base != NULL || a->staged)
		p = gate_policy(base, a->policy ? a->policy : POLICY_FILE, &e);
	else if (a->policy == NULL || strcmp(a->policy, POLICY_FILE) == 0)
		p = policy_load(&e);
	else if (root_read(a->policy, 1 << 20, &text, NULL, &e) == 0)
		p = policy_read(buf_str(&text), text.len, &e);
	if (p == NULL || e.code != ERROR_NONE)
		tool_fail_with(&e);
	buf_release(&text);
	return p;
}

static bool
says_no(const struct args *a, const struct findings *found)
{
	enum policy_level limit;

	if (!policy_level_by_name(a->fail_on, &limit))
		return false; /* never */
	for (size_t i = 0; i < found->n; i++)
		if (found->v[i].level >= limit && found->v[i].allowed == NULL)
			return true;
	return false;
}

static void
add_summary(cJSON *details, const struct findings *found, size_t files)
{
	long errors = (long)findings_count(found, POLICY_ERROR);
	long warnings = (long)findings_count(found, POLICY_WARNING);
	long notes = (long)findings_count(found, POLICY_NOTE);
	char *text = xasprintf(
	    "%ld error%s, %ld warning%s, %ld note%s in %zu changed file%s",
	    errors, plural(errors), warnings, plural(warnings), notes,
	    plural(notes), files, plural((long)files));

	cJSON_AddStringToObject(details, "summary", text);
	free(text);
}

/* A diff that will be applied is never cut (contract 4). */
static noreturn void
answer(const struct args *a, bool success, cJSON *details)
{
	struct buf line = {0};
	size_t tokens = tool_prepare(&line, success, details);

	if (a->max_tokens > 0 && tokens > (size_t)a->max_tokens)
		tool_fail(ERROR_TOO_LARGE,
		    "the diff and its findings take %zu tokens, more than "
		    "max_tokens %ld; judge it in parts",
		    tokens, a->max_tokens);
	tool_answer_line(&line, success);
}

/* Adds the diff to the answer, unless JSON would change its bytes. */
static void
add_diff(cJSON *details, const struct args *a, const struct buf *diff,
    const struct diff *d)
{
	struct buf shown = {0};

	if (utf8_valid(buf_str(diff), diff->len) != diff->len) {
		cJSON_AddStringToObject(
		    details, "diff_left_out", "it holds text that is no UTF-8");
		return;
	}
	if (a->diff != NULL)
		buf_add(&shown, diff->data, diff->len);
	else if (gate_show(diff, d, &shown) > 0)
		cJSON_AddStringToObject(details, "diff_left_out",
		    "what it changes in folders that nobody reads");
	cJSON_AddItemToObject(
	    details, "diff", json_new_string(buf_str(&shown), shown.len));
	buf_release(&shown);
}

static void
get_diff(const struct args *a, const char *base, struct buf *diff)
{
	int given = (a->diff != NULL) + (a->base != NULL) + a->staged;
	struct strv notes = {0};
	struct error e = {0};

	if (given == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "there is no diff to judge; give it on standard input, or "
		    "use --base REVISION or --staged");
	if (a->diff != NULL && given > 1)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'diff' cannot be given together with 'base' or 'staged'");
	if ((a->diff == NULL
		    ? gate_changes(base, a->staged, diff, &e)
		    : proposal_read(diff, a->diff, false, &notes, &e)) < 0)
		tool_fail_with(&e);
	strv_release(&notes);
}

/* All that lives until the process ends. */
static struct {
	struct args args;
	struct buf text;
	struct diff diff;
	struct policy *policy;
	struct findings found;
} job;

int
main(int argc, char *argv[])
{
	const struct args *a = &job.args;
	struct error e = {0};
	char *base = NULL;
	long untracked = 0;
	cJSON *details;

	tool_args(&job.args, &args_desc, argc, argv);
	if (a->base != NULL || a->staged)
		base = base_of(a);
	get_diff(a, base, &job.text);
	job.policy = read_policy(a, base);
	/* an empty diff was asked for and answered: nothing changed */
	if (job.text.len > 0 &&
	    diff_parse(&job.diff, job.text.data, job.text.len, &e) < 0)
		tool_fail_with(&e);
	/* staged before the first commit, it has no tree to look at */
	if ((base != NULL || a->diff != NULL) &&
	    gate_read_tree(job.policy, &job.diff, base, &e) < 0)
		tool_fail_with(&e);
	free(base);
	policy_judge(job.policy, &job.diff, &job.found);
	details = cJSON_CreateObject();
	cJSON_AddItemToObject(details, "findings", findings_json(&job.found));
	add_diff(details, a, &job.text, &job.diff);
	add_summary(details, &job.found, job.diff.n);
	if (a->base != NULL && !a->staged)
		untracked = count_untracked();
	skipped_add(details, "untracked", untracked);
	answer(a, !says_no(a, &job.found), details);
}
