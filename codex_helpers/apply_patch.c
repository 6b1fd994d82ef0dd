/* apply_patch: apply a unified diff, all of it or nothing */
#include "apply_patch.args.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "record/gate.h"
#include "record/policy.h"
#include "system/plan.h"
#include "system/proposal.h"
#include "text/diff.h"
#include "text/envelope.h"
#include <stdlib.h>
#include <string.h>

/* All that lives until the process ends. */
static struct {
	struct args args;
	struct buf text; /* of the diff, which is parsed, judged and applied */
	struct strv notes; /* what was mended in it */
	struct diff diff;
	struct policy *policy;
	struct findings found;
	struct plan plan;
} job;

/* An error finding of a rule that was not allowed ends it all. */
static noreturn void
refuse(const struct finding *first, size_t n)
{
	struct error e = {0};
	cJSON *details;

	error_set(&e, ERROR_POLICY_DENIED,
	    "the policy refuses the change of '%s': %s (%s%s)", first->path,
	    first->message, first->rule, n > 1 ? ", and more" : "");
	error_path(&e, first->path);
	if (strcmp(first->rule, "protected-path") == 0)
		error_hint(&e,
		    "leave that out of the diff: only a person changes it, by "
		    "hand");
	else
		error_hint(&e,
		    "leave that out of the diff, or let a person allow it with "
		    "--allow-policy %s",
		    first->rule);
	details = result_error(&e);
	cJSON_AddItemToObject(details, "findings", findings_json(&job.found));
	tool_warn("%s", e.message);
	error_release(&e);
	tool_answer(false, details);
}

static void
check_allowed(const struct strv *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!policy_has_rule(job.policy, rules->v[i]))
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'--allow-policy %s' names no rule of the policy",
			    rules->v[i]);
}

static void
judge(void)
{
	const struct finding *first = NULL, *f;
	struct error e = {0};
	size_t n = 0;

	job.policy = policy_load(&e);
	if (job.policy == NULL)
		tool_fail_with(&e);
	check_allowed(&job.args.allow_policy);
	if (gate_read_tree(job.policy, &job.diff, NULL, &e) < 0)
		tool_fail_with(&e);
	policy_judge(job.policy, &job.diff, &job.found);
	for (size_t i = job.found.n; i-- > 0;) {
		f = &job.found.v[i];
		if (f->level != POLICY_ERROR || f->allowed != NULL ||
		    strv_has(&job.args.allow_policy, f->rule))
			continue;
		first = f;
		n++;
	}
	if (first != NULL)
		refuse(first, n);
}

/* A patch that was killed comes first: a dry run leaves it to others. */
static void
begin(void)
{
	struct error e = {0};
	const char *told;

	if (job.args.dry_run)
		return;
	if (change_begin(&told, &e) < 0)
		tool_fail_with(&e);
	if (told != NULL)
		tool_warn("%s", told);
}

static void
add_notes(cJSON *details)
{
	cJSON *notes;

	if (job.notes.n == 0)
		return;
	notes = cJSON_AddArrayToObject(details, "notes");
	for (size_t i = 0; i < job.notes.n; i++)
		cJSON_AddItemToArray(notes, cJSON_CreateString(job.notes.v[i]));
}

static cJSON *
describe(void)
{
	cJSON *details = cJSON_CreateObject(), *paths;
	bool dry = job.args.dry_run;
	char *summary;

	paths = cJSON_AddArrayToObject(details, "paths");
	for (size_t i = 0; i < job.plan.n; i++)
		cJSON_AddItemToArray(paths, json_new_path(job.plan.v[i].path));
	if (dry)
		cJSON_AddTrueToObject(details, "dry_run");
	add_notes(details);
	if (job.found.n > 0)
		cJSON_AddItemToObject(
		    details, "findings", findings_json(&job.found));
	summary = xasprintf("%s %zu file%s", dry ? "would change" : "changed",
	    job.diff.n, plural((long)job.diff.n));
	cJSON_AddStringToObject(details, "summary", summary);
	free(summary);
	return details;
}

/* An answer over max_tokens must show before anything is written. */
static void
prepare(struct buf *line, long max_tokens)
{
	size_t tokens = tool_prepare(line, true, describe());

	if (max_tokens > 0 && tokens > (size_t)max_tokens)
		tool_fail(ERROR_TOO_LARGE,
		    "the answer takes %zu tokens, more than max_tokens %ld; "
		    "nothing was written",
		    tokens, max_tokens);
}

static void
read_diff(const struct args *a)
{
	struct error e = {0};

	if (a->reverse && envelope_is(a->diff, strlen(a->diff)))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'reverse' needs a unified diff; a patch that begins with "
		    "'*** Begin Patch' cannot be taken back");
	if (proposal_read(&job.text, a->diff, a->recount, &job.notes, &e) < 0 ||
	    diff_parse(&job.diff, buf_str(&job.text), job.text.len, &e) < 0 ||
	    (a->reverse && diff_reverse(&job.diff, &e) < 0))
		tool_fail_with(&e);
}

static void
make_plan(const struct args *a)
{
	struct plan_hash *hashes = xcalloc(a->n_sha256, sizeof(*hashes));
	struct error e = {0};
	int status;

	for (size_t i = 0; i < a->n_sha256; i++)
		hashes[i] =
		    (struct plan_hash){a->sha256[i].path, a->sha256[i].sha256};
	status = plan_make(
	    &job.plan, &job.diff, hashes, a->n_sha256, &job.notes, &e);
	free(hashes);
	if (status < 0)
		tool_fail_with(&e);
}

int
main(int argc, char *argv[])
{
	const struct args *a = &job.args;
	struct error e = {0};
	struct buf line = {0};

	tool_args(&job.args, &args_desc, argc, argv);
	begin();
	read_diff(a);
	if (!a->no_policy)
		judge();
	make_plan(a);
	prepare(&line, a->max_tokens);
	if (!a->dry_run && change_commit(job.plan.v, job.plan.n, &e) < 0) {
		buf_release(&line);
		tool_fail_with(&e);
	}
	tool_answer_line(&line, true);
}
