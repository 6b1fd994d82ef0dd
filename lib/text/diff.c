/* diff: a strict reader of unified diffs */
#include "text/diff.h"
#include "base/alloc.h"
#include "text/diff_reader.h"
#include <stdlib.h>
#include <string.h>

static int
read_content(struct section *s)
{
	return diff_read_sides(s) < 0 ? -1 : diff_read_hunks(s->r, s->f);
}

static int
read_git_section(struct section *s)
{
	struct reader *r = s->r;

	s->header = r->line + strlen("diff --git ");
	s->header_len = r->len - strlen("diff --git ");
	diff_advance(r);
	if (diff_read_headers(s) < 0)
		return -1;
	if (diff_starts(r, "--- ") ? read_content(s) < 0
				   : diff_read_binary(s) < 0)
		return -1;
	if (s->f->n == 0 && !s->f->binary && !diff_headers_change(s))
		return diff_refuse(r, s->f->at, "the section changes nothing");
	return diff_settle_names(s) < 0 ? -1 : diff_check_binary(s);
}

static int
read_plain_section(struct section *s)
{
	return read_content(s) < 0 ? -1 : diff_settle_names(s);
}

/* A new file has no old lines, a deleted one no new ones. */
static int
check_hunk_sides(const struct reader *r, const struct diff_file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct diff_hunk *h = &f->hunks[i];

		if (f->change == DIFF_CREATE && (f->n > 1 || h->old_count > 0))
			return diff_refuse(r, h->at,
			    "'%s' is new, but the hunk has old lines", f->path);
		if (f->change == DIFF_DELETE && (f->n > 1 || h->new_count > 0))
			return diff_refuse(r, h->at,
			    "'%s' is deleted, but the hunk has new lines",
			    f->path);
	}
	return 0;
}

static bool
is_extended(const struct reader *r)
{
	return diff_starts(r, "index ") || diff_starts(r, "new file mode ") ||
	       diff_starts(r, "deleted file mode ") ||
	       diff_starts(r, "old mode ") || diff_starts(r, "similarity ") ||
	       diff_starts(r, "rename from ");
}

static int
read_section(struct reader *r, struct diff *d)
{
	struct section s = {.r = r};
	int n;

	d->files = xreallocarray(d->files, d->n + 1, sizeof(*d->files));
	s.f = &d->files[d->n++];
	*s.f = (struct diff_file){.at = r->at};
	if (diff_starts(r, "diff --git "))
		n = read_git_section(&s);
	else if (diff_starts(r, "--- "))
		n = read_plain_section(&s);
	else if (is_extended(r))
		n = diff_refuse(r, r->at,
		    "'%.*s' must stand below a line "
		    "'diff --git a/... b/...'",
		    diff_shown(r), r->line);
	else
		n = diff_refuse(r, r->at,
		    "'%.*s' belongs to no file's section; give the diff "
		    "alone",
		    diff_shown(r), r->line);
	free(s.minus);
	free(s.plus);
	free(s.from);
	free(s.to);
	return n < 0 ? -1 : check_hunk_sides(r, s.f);
}

/* A path that is written or removed, and where the diff says so. */
struct touched {
	const char *path;
	size_t at;
};

static int
compare_touched(const void *a, const void *b)
{
	const struct touched *x = a, *y = b;
	int n = strcmp(x->path, y->path);

	return n != 0 ? n : (x->at > y->at) - (x->at < y->at);
}

static int
check_twice(const struct reader *r, const struct diff *d)
{
	struct touched *t = xcalloc(2 * d->n, sizeof(*t));
	size_t n = 0;
	int result = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];

		t[n++] = (struct touched){f->path, f->at};
		if (f->change == DIFF_RENAME)
			t[n++] = (struct touched){f->old_path, f->at};
	}
	qsort(t, n, sizeof(*t), compare_touched);
	for (size_t i = 1; i < n && result == 0; i++)
		if (strcmp(t[i - 1].path, t[i].path) == 0)
			result = diff_refuse(r, t[i].at,
			    "'%s' was already changed by line %zu", t[i].path,
			    t[i - 1].at);
	free(t);
	return result;
}

static int
refuse_nul(const struct reader *r, const char *text, const char *nul)
{
	size_t at = 1;

	for (; text < nul; text++)
		at += *text == '\n';
	return diff_refuse(r, at, "a NUL byte");
}

int
diff_parse(struct diff *d, const char *text, size_t len, struct error *e)
{
	struct reader r = {.next = text, .end = text + len, .e = e};
	const char *nul = memchr(text, '\0', len);

	*d = (struct diff){0};
	if (nul != NULL)
		return refuse_nul(&r, text, nul);
	for (diff_advance(&r); r.line != NULL;) {
		if (r.len == 0)
			diff_advance(&r);
		else if (read_section(&r, d) < 0) {
			diff_release(d);
			return -1;
		}
	}
	if (d->n == 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the diff is empty; it must begin with 'diff --git' or "
		    "'--- '");
	if (check_twice(&r, d) < 0) {
		diff_release(d);
		return -1;
	}
	return 0;
}

void
diff_release(struct diff *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct diff_file *f = &d->files[i];

		for (size_t k = 0; k < f->n; k++)
			free(f->hunks[k].lines);
		free(f->hunks);
		free(f->old_path);
		free(f->path);
	}
	free(d->files);
	*d = (struct diff){0};
}
