/* touched: the lines that a change adds */
#include "system/touched.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/git.h"
#include "text/added.h"
#include <stdlib.h>
#include <string.h>

static struct touched_file *
add_file(struct touched *t, const char *path)
{
	if ((t->n & (t->n + 1)) == 0)
		t->files =
		    xreallocarray(t->files, 2 * (t->n + 1), sizeof(*t->files));
	t->files[t->n] = (struct touched_file){.path = xstrdup(path)};
	return &t->files[t->n++];
}

static void
add_diff(struct touched *t, const char *diff, size_t len)
{
	struct added a = {.s = diff, .len = len};
	struct touched_file *f;

	while (added_next(&a)) {
		if (a.path == NULL || a.n == 0)
			continue;
		f = add_file(t, a.path);
		f->lines = xreallocarray(NULL, a.n, sizeof(*f->lines));
		for (size_t i = 0; i < a.n; i++)
			if (a.lines[i] > 0) /* 0 is between hunks */
				f->lines[f->n++] = a.lines[i];
	}
	added_release(&a);
}

/* All of git's paths are below the root, and relative to it. */
static int
add_untracked(struct touched *t, struct error *e)
{
	struct buf out = {0};
	int status = git_runl(
	    &out, e, "ls-files", "-z", "--others", "--exclude-standard", NULL);

	for (const char *p = buf_str(&out), *end = p + out.len;
	     status == 0 && p < end; p += strlen(p) + 1)
		add_file(t, p)->whole = true;
	buf_release(&out);
	return status;
}

static int
add_since(struct touched *t, const char *base, struct error *e)
{
	char *commit = git_base(base, e);
	struct buf diff = {0};
	int status;

	if (commit == NULL)
		return -1;
	status = git_runl(&diff, e, "diff", "--src-prefix=a/",
	    "--dst-prefix=b/", "--relative", "-M", "-U0", commit, "--", NULL);
	if (status == 0) {
		add_diff(t, buf_str(&diff), diff.len);
		status = add_untracked(t, e);
	}
	buf_release(&diff);
	free(commit);
	return status;
}

int
touched_read(
    struct touched *t, const char *diff, const char *base, struct error *e)
{
	if (diff != NULL && base != NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'diff' cannot be given together with 'base'");
	if (diff != NULL)
		add_diff(t, diff, strlen(diff));
	return base != NULL ? add_since(t, base, e) : 0;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct touched_file *)a)->path,
	    ((const struct touched_file *)b)->path);
}

const struct touched_file *
touched_file(struct touched *t, const char *path)
{
	struct touched_file key = {.path = (char *)path};

	if (t->n == 0)
		return NULL;
	if (!t->sorted)
		qsort(t->files, t->n, sizeof(*t->files), by_path);
	t->sorted = true;
	return bsearch(&key, t->files, t->n, sizeof(*t->files), by_path);
}

bool
touched_any(const struct touched_file *f, long first, long last)
{
	size_t low = 0, high = f->n;

	if (f->whole)
		return true;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->lines[mid] < first)
			low = mid + 1;
		else
			high = mid;
	}
	return low < f->n && f->lines[low] <= last;
}

void
touched_release(struct touched *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->files[i].path);
		free(t->files[i].lines);
	}
	free(t->files);
	*t = (struct touched){0};
}
