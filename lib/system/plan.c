/* plan: what a diff makes of the files under the root */
#include "system/plan.h"
#include "base/alloc.h"
#include "system/root.h"
#include "text/sha256.h"
#include <string.h>

static int
check_kind(const struct diff_file *f, struct error *e)
{
	unsigned old = f->old_mode & DIFF_MODE_TYPE;
	unsigned new = f->new_mode &DIFF_MODE_TYPE;

	if (f->binary)
		return error_set(e, ERROR_BINARY_FILE,
		    "'%s' is binary in the diff; only text can be applied",
		    f->path);
	if ((old != 0 && old != DIFF_MODE_FILE) ||
	    (new != 0 && new != DIFF_MODE_FILE))
		return error_set(e, ERROR_NOT_A_FILE,
		    "'%s' is a symbolic link or a submodule in the diff; only "
		    "regular files are written",
		    f->path);
	return 0;
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
static int
check_hash(const struct plan_hash *hashes, size_t n, const char *path,
    const struct buf *text, struct error *e)
{
	char hex[SHA256_HEX + 1] = "";

	for (size_t i = 0; i < n; i++) {
		if (strcmp(hashes[i].path, path) != 0)
			continue;
		if (hex[0] == '\0')
			sha256_hex(buf_str(text), text->len, hex);
		if (strcmp(hashes[i].sha256, hex) == 0)
			continue;
		error_set(e, ERROR_NOT_FOUND,
		    "'%s' is not the file that the diff was made for: its "
		    "sha256 is %s",
		    path, hex);
		error_path(e, path);
		return error_hint(e, "read it again, and make the diff anew");
	}
	return 0;
}

static bool
reads(const struct diff *d, const char *path)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->files[i].change != DIFF_CREATE &&
		    strcmp(d->files[i].old_path, path) == 0)
			return true;
	return false;
}

static int
read_old(const struct diff_file *f, const struct plan_hash *hashes, size_t n,
    struct buf *old, struct stat *st, struct error *e)
{
	if (f->change == DIFF_CREATE)
		return 0;
	if (change_read(f->old_path, ROOT_FILE_MAX, old, st, e) < 0)
		return -1;
	return check_hash(hashes, n, f->old_path, old, e);
}

/* Whether the name is new. */
static bool
makes(const struct diff_file *f)
{
	return f->change == DIFF_CREATE || f->change == DIFF_RENAME ||
	       f->change == DIFF_COPY;
}

static void
add(struct plan *p, const struct diff_file *f, const struct buf *text,
    const struct stat *st)
{
	p->v[p->n++] = (struct change){
	    .path = f->path,
	    .remove = f->change == DIFF_DELETE,
	    .create = makes(f),
	    .data = buf_str(text),
	    .len = text->len,
	    .mode = new_mode(f, st),
	    .seen = makes(f) ? (struct stat){0} : *st,
	};
	if (f->change == DIFF_RENAME)
		p->v[p->n++] = (struct change){
		    .path = f->old_path, .remove = true, .seen = *st};
}

int
plan_make(struct plan *p, const struct diff *d, const struct plan_hash *hashes,
    size_t n, struct strv *notes, struct error *e)
{
	struct buf old = {0};
	int status = 0;

	for (size_t i = 0; i < n; i++)
		if (!reads(d, hashes[i].path))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "'sha256' names '%s', of which the diff changes "
			    "nothing",
			    hashes[i].path);
	p->v = xcalloc(2 * d->n, sizeof(*p->v));
	p->texts = xcalloc(d->n, sizeof(*p->texts));
	for (size_t i = 0; i < d->n && status == 0; i++) {
		const struct diff_file *f = &d->files[i];
		struct stat st = {0};

		buf_truncate(&old, 0);
		if (check_kind(f, e) < 0 ||
		    read_old(f, hashes, n, &old, &st, e) < 0 ||
		    (makes(f) && change_absent(f->path, e) < 0) ||
		    diff_apply(
			f, buf_str(&old), old.len, &p->texts[i], notes, e) < 0)
			status = -1;
		else
			add(p, f, &p->texts[i], &st);
	}
	buf_release(&old);
	return status;
}
