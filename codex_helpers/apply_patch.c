/* apply_patch: apply a unified diff, all of it or nothing */
#include "apply_patch.args.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "record/policy.h"
#include "system/change.h"
#include "system/proposal.h"
#include "system/root.h"
#include "text/diff.h"
#include "text/envelope.h"
#include "text/sha256.h"
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
	struct change *changes; /* at most two for a file, for a rename */
	size_t n;
	struct buf old, *texts; /* one text for each file of the diff */
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

static void
check_kind(const struct diff_file *f)
{
	unsigned old = f->old_mode & DIFF_MODE_TYPE;
	unsigned new = f->new_mode &DIFF_MODE_TYPE;

	if (f->binary)
		tool_fail(ERROR_BINARY_FILE,
		    "'%s' is binary in the diff; only text can be applied",
		    f->path);
	if ((old != 0 && old != DIFF_MODE_FILE) ||
	    (new != 0 && new != DIFF_MODE_FILE))
		tool_fail(ERROR_NOT_A_FILE,
		    "'%s' is a symbolic link or a submodule in the diff; only "
		    "regular files are written",
		    f->path);
}

/* What the mode lines of the diff make of a file's mode. */
static mode_t
new_mode(const struct diff_file *f, const struct stat *st)
{
	mode_t mode = st->st_mode & 0777;

	if (f->change == DIFF_CREATE)
		return f->new_mode == 0100755 ? 0777 : 0666;
	/* an index line states the mode of the file, but changes none */
	if (f->new_mode == f->old_mode)
		return mode;
	if (f->new_mode == 0100755)
		return mode | (mode & 0444) >> 2;
	if (f->new_mode == 0100644)
		return mode & ~(mode_t)0111;
	return mode;
}

/* A file that is not the one that the hash was taken of is left alone. */
static void
check_hash(const char *path, const struct buf *text)
{
	char hex[SHA256_HEX + 1];
	struct error e = {0};

	sha256_hex(buf_str(text), text->len, hex);
	for (size_t i = 0; i < job.args.n_sha256; i++) {
		const struct args_sha256 *known = &job.args.sha256[i];

		if (strcmp(known->path, path) != 0 ||
		    strcmp(known->sha256, hex) == 0)
			continue;
		error_set(&e, ERROR_NOT_FOUND,
		    "'%s' is not the file that the diff was made for: its "
		    "sha256 is %s",
		    path, hex);
		error_path(&e, path);
		error_hint(&e, "read it again, and make the diff anew");
		tool_fail_with(&e);
	}
}

/* Each hash must be that of a file which the diff reads. */
static void
check_hashed(void)
{
	const char *path;
	size_t k;

	for (size_t i = 0; i < job.args.n_sha256; i++) {
		path = job.args.sha256[i].path;
		for (k = 0; k < job.diff.n; k++)
			if (strcmp(job.diff.files[k].old_path, path) == 0 &&
			    job.diff.files[k].change != DIFF_CREATE)
				break;
		if (k == job.diff.n)
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'sha256' names '%s', of which the diff changes "
			    "nothing",
			    path);
	}
}

static void
plan_file(const struct diff_file *f, struct buf *text)
{
	bool moved = f->change == DIFF_RENAME || f->change == DIFF_COPY;
	struct error e = {0};
	struct stat st = {0};

	check_kind(f);
	buf_truncate(&job.old, 0);
	if (f->change != DIFF_CREATE &&
	    change_read(f->old_path, ROOT_FILE_MAX, &job.old, &st, &e) < 0)
		tool_fail_with(&e);
	if (f->change != DIFF_CREATE)
		check_hash(f->old_path, &job.old);
	if ((f->change == DIFF_CREATE || moved) &&
	    change_absent(f->path, &e) < 0)
		tool_fail_with(&e);
	if (diff_apply(
		f, buf_str(&job.old), job.old.len, text, &job.notes, &e) < 0)
		tool_fail_with(&e);
	job.changes[job.n++] = (struct change){
	    .path = f->path,
	    .remove = f->change == DIFF_DELETE,
	    .create = f->change == DIFF_CREATE || moved,
	    .data = buf_str(text),
	    .len = text->len,
	    .mode = new_mode(f, &st),
	    .seen = moved ? (struct stat){0} : st,
	};
	if (f->change == DIFF_RENAME)
		job.changes[job.n++] = (struct change){
		    .path = f->old_path, .remove = true, .seen = st};
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

/* An answer over max_tokens must show before anything is written. */
static void
check_size(const cJSON *details)
{
	size_t tokens = result_cost(details);

	if (job.args.max_tokens > 0 && tokens > (size_t)job.args.max_tokens)
		tool_fail(ERROR_TOO_LARGE,
		    "the answer takes %zu tokens, more than max_tokens %ld; "
		    "nothing was written",
		    tokens, job.args.max_tokens);
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
	for (size_t i = 0; i < job.n; i++)
		cJSON_AddItemToArray(
		    paths, cJSON_CreateString(job.changes[i].path));
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
	check_size(details);
	return details;
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
	check_hashed();
}

int
main(int argc, char *argv[])
{
	const struct args *a = &job.args;
	struct error e = {0};
	cJSON *details;

	tool_args(&job.args, &args_desc, argc, argv);
	begin();
	read_diff(a);
	if (!a->no_policy)
		judge();
	job.changes = xcalloc(2 * job.diff.n, sizeof(*job.changes));
	job.texts = xcalloc(job.diff.n, sizeof(*job.texts));
	for (size_t i = 0; i < job.diff.n; i++)
		plan_file(&job.diff.files[i], &job.texts[i]);
	details = describe();
	if (!a->dry_run && change_commit(job.changes, job.n, &e) < 0) {
		cJSON_Delete(details);
		tool_fail_with(&e);
	}
	tool_answer(true, details);
}
