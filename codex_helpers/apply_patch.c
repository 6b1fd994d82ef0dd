/* apply_patch: apply a unified diff, all of it or nothing */
#include "apply_patch.args.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/policy.h"
#include "system/change.h"
#include "text/diff.h"
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 << 20 }; /* bytes */

/* What is to be done: at most two changes for a file, a rename's. */
struct plan {
	struct change *v;
	size_t n;
	struct buf *texts; /* one for each file of the diff */
};

/* An error finding of a rule that was not allowed ends it all. */
static void
refuse(const struct findings *found, const struct finding *first, size_t n)
{
	struct error e = {0};
	cJSON *details;

	error_set(&e, ERROR_POLICY_DENIED,
	    "the policy refuses the change of '%s': %s (%s%s)", first->path,
	    first->message, first->rule, n > 1 ? ", and more" : "");
	error_path(&e, first->path);
	error_hint(&e,
	    "leave that out of the diff, or let a person allow it "
	    "with --allow-policy %s",
	    first->rule);
	details = result_error(&e);
	cJSON_AddItemToObject(details, "findings", findings_json(found));
	tool_warn("%s", e.message);
	error_release(&e);
	tool_answer(false, details);
}

static void
check_allowed(const struct policy *p, const struct strv *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!policy_has_rule(p, rules->v[i]))
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'--allow-policy %s' names no rule of the policy",
			    rules->v[i]);
}

static void
judge(const struct args *a, const struct diff *d, struct findings *found)
{
	const struct finding *first = NULL;
	struct error e = {0};
	struct policy *p;
	size_t n = 0;

	p = policy_load(&e);
	if (p == NULL)
		tool_fail_with(&e);
	check_allowed(p, &a->allow_policy);
	policy_judge(p, d, found);
	for (size_t i = found->n; i-- > 0;) {
		const struct finding *f = &found->v[i];

		if (f->level != POLICY_ERROR ||
		    strv_has(&a->allow_policy, f->rule))
			continue;
		first = f;
		n++;
	}
	if (first != NULL)
		refuse(found, first, n);
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
	if (f->new_mode == 0100755)
		return mode | (mode & 0444) >> 2;
	if (f->new_mode == 0100644)
		return mode & ~(mode_t)0111;
	return mode;
}

static void
plan_file(struct plan *p, const struct diff_file *f, struct buf *text)
{
	bool moved = f->change == DIFF_RENAME || f->change == DIFF_COPY;
	struct error e = {0};
	struct buf old = {0};
	struct stat st = {0};

	check_kind(f);
	if (f->change != DIFF_CREATE &&
	    change_read(f->old_path, FILE_MAX, &old, &st, &e) < 0)
		tool_fail_with(&e);
	if ((f->change == DIFF_CREATE || moved) &&
	    change_absent(f->path, &e) < 0)
		tool_fail_with(&e);
	if (diff_apply(f, buf_str(&old), old.len, text, &e) < 0)
		tool_fail_with(&e);
	buf_release(&old);
	p->v[p->n++] = (struct change){
	    .path = f->path,
	    .remove = f->change == DIFF_DELETE,
	    .create = f->change == DIFF_CREATE || moved,
	    .data = buf_str(text),
	    .len = text->len,
	    .mode = new_mode(f, &st),
	};
	if (f->change == DIFF_RENAME)
		p->v[p->n++] =
		    (struct change){.path = f->old_path, .remove = true};
}

/* The answer, made before anything is written: it must fit max_tokens. */
static cJSON *
describe(const struct args *a, const struct plan *p, const struct diff *d,
    const struct findings *found)
{
	cJSON *details = cJSON_CreateObject(), *paths;
	size_t tokens;
	char *text;

	paths = cJSON_AddArrayToObject(details, "paths");
	for (size_t i = 0; i < p->n; i++)
		cJSON_AddItemToArray(
		    paths, json_new_string(p->v[i].path, strlen(p->v[i].path)));
	if (a->dry_run)
		cJSON_AddTrueToObject(details, "dry_run");
	if (found->n > 0)
		cJSON_AddItemToObject(
		    details, "findings", findings_json(found));
	text =
	    xasprintf("%s %zu file%s", a->dry_run ? "would change" : "changed",
		d->n, d->n == 1 ? "" : "s");
	cJSON_AddStringToObject(details, "summary", text);
	free(text);
	text = json_text(details);
	tokens = result_tokens(text, strlen(text));
	free(text);
	if (a->max_tokens > 0 && tokens > (size_t)a->max_tokens)
		tool_fail(ERROR_TOO_LARGE,
		    "the answer takes %zu tokens, more than max_tokens %ld; "
		    "nothing was written",
		    tokens, a->max_tokens);
	return details;
}

int
main(int argc, char *argv[])
{
	struct findings found = {0};
	struct plan p = {0};
	struct args a = {0};
	struct error e = {0};
	struct diff d;
	cJSON *details;

	tool_args(&a, &args_desc, argc, argv);
	if (diff_parse(&d, a.diff, strlen(a.diff), &e) < 0)
		tool_fail_with(&e);
	if (!a.no_policy)
		judge(&a, &d, &found);
	p.v = xcalloc(2 * d.n, sizeof(*p.v));
	p.texts = xcalloc(d.n, sizeof(*p.texts));
	for (size_t i = 0; i < d.n; i++)
		plan_file(&p, &d.files[i], &p.texts[i]);
	details = describe(&a, &p, &d, &found);
	if (!a.dry_run && change_commit(p.v, p.n, &e) < 0)
		tool_fail_with(&e);
	tool_answer(true, details);
}
