/* gate: a policy from a revision, and what may be shown of its changes */
#include "record/gate.h"
#include "base/alloc.h"
#include "system/git.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>

int
gate_read(
    const char *commit, const char *path, struct buf *out, struct error *e)
{
	char *object;
	int status;

	buf_truncate(out, 0);
	if (git_runl(out, e, "ls-tree", "-z", "--name-only", commit, "--", path,
		NULL) < 0)
		return -1;
	if (out->len == 0)
		return 0;
	buf_truncate(out, 0);
	object = xasprintf("%s:./%s", commit, path);
	status = git_runl(out, e, "cat-file", "blob", object, NULL);
	free(object);
	return status < 0 ? -1 : 1;
}

struct policy *
gate_policy(const char *commit, const char *path, struct error *e)
{
	struct buf text = {0};
	struct policy *p = NULL;
	int found;

	if (commit == NULL)
		return policy_read(NULL, 0, e);
	found = gate_read(commit, path, &text, e);
	if (found >= 0)
		p = policy_read(found ? buf_str(&text) : NULL, text.len, e);
	buf_release(&text);
	return p;
}

int
gate_changes(const char *commit, bool staged, struct buf *diff, struct error *e)
{
	struct strv args = {0};
	int status;

	strv_addl(&args, "diff", "--no-color", "--no-ext-diff", "--no-textconv",
	    "--src-prefix=a/", "--dst-prefix=b/", "--no-relative", "-M",
	    "--submodule=short", "-U3", NULL);
	if (staged)
		strv_add(&args, "--cached");
	if (commit != NULL)
		strv_add(&args, commit);
	strv_add(&args, "--");
	status = git_run(&args, false, diff, e);
	strv_release(&args);
	return status;
}

/* Goes on from `at`, where line *known begins, to where `line` does. */
static const char *
line_at(const struct buf *text, const char *at, size_t *known, size_t line)
{
	const char *end = text->data + text->len, *nl;

	for (; *known < line && at < end; ++*known) {
		nl = memchr(at, '\n', (size_t)(end - at));
		at = nl ? nl + 1 : end;
	}
	return at;
}

size_t
gate_show(const struct buf *text, const struct diff *d, struct buf *out)
{
	const char *from = text->data, *to;
	size_t line = 1, n = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];

		from = line_at(text, from, &line, f->at);
		to = text->data + text->len;
		if (i + 1 < d->n)
			to = line_at(text, from, &line, f[1].at);
		if (root_is_reserved(f->path) || root_is_reserved(f->old_path))
			n++;
		else
			buf_add(out, from, (size_t)(to - from));
		from = to;
	}
	return n;
}
