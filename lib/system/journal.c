/* journal: changes of files that the next process can finish or take back */
#include "system/journal.h"
#include "base/alloc.h"
#include "base/num.h"
#include "system/root.h"
#include "system/state.h"
#include "text/sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TEXT_MAX ((size_t)1 << 30)

/* The last field of each phase: a block that was cut short lacks it. */
static const char *const marks[] = {"", "staged", "committed", "undone"};

/* The path of the state folder is not the model's to see (contract 6). */
static int
refused(struct error *e)
{
	error_set(e, ERROR_PERMISSION_DENIED,
	    "cannot keep the journal of a patch in the user's state folder: %s",
	    strerror(errno));
	return error_hint(
	    e, "set XDG_STATE_HOME to a folder that can be written to");
}

static int
open_locked(void)
{
	char hex[SHA256_HEX + 1], *path;
	int fd = -1;

	sha256_hex(root_path(), strlen(root_path()), hex);
	path = state_path("apply_patch", hex);
	errno = ENOENT;
	if (path != NULL && state_make_folders(path, 0700) == 0)
		fd = open(path,
		    O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	if (fd >= 0 && flock(fd, LOCK_EX) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The next field up to its NUL, or NULL. */
static const char *
next_field(const struct buf *text, size_t *at)
{
	const char *field = text->data + *at, *end;

	end = *at < text->len ? memchr(field, '\0', text->len - *at) : NULL;
	if (end == NULL)
		return NULL;
	*at += (size_t)(end - field) + 1;
	return field;
}

/* Copies the next field if it fits; a name of ours has no slash. */
static bool
next_text(const struct buf *text, size_t *at, char *to, size_t size)
{
	const char *field = next_field(text, at);

	if (field == NULL || strlen(field) >= size || strchr(field, '/'))
		return false;
	memcpy(to, field, strlen(field) + 1);
	return true;
}

static bool
read_staged(const struct buf *text, size_t *at, struct change *c)
{
	const char *kind = next_field(text, at), *made = next_field(text, at);
	long n;

	c->path = next_field(text, at);
	if (c->path == NULL || root_is_reserved(c->path) ||
	    !parse_long(made, 0, INT_MAX, &n))
		return false;
	c->remove = kind[0] == 'd';
	c->create = kind[0] == 'c';
	c->made = (size_t)n;
	return next_text(text, at, c->new, sizeof(c->new)) &&
	       next_text(text, at, c->old, sizeof(c->old));
}

static bool
read_mark(struct journal *j, size_t *at, enum journal_phase phase)
{
	const char *mark = next_field(&j->text, at);

	if (mark == NULL || strcmp(mark, marks[phase]) != 0)
		return false;
	j->phase = phase;
	return true;
}

/* What is there as far as it is whole: no phase begins before that. */
static void
read_phases(struct journal *j)
{
	size_t at = 0;
	const char *count = next_field(&j->text, &at);
	struct change *c;
	long n;

	if (count == NULL || !parse_long(count, 1, (long)j->text.len, &n))
		return;
	j->n = (size_t)n;
	j->c = xcalloc(j->n, sizeof(*j->c));
	for (c = j->c; c < j->c + n; c++)
		if (!read_staged(&j->text, &at, c))
			return;
	if (!read_mark(j, &at, JOURNAL_STAGED))
		return;
	for (c = j->c; c < j->c + n; c++)
		if (!next_text(&j->text, &at, c->before, sizeof(c->before)) ||
		    !next_text(&j->text, &at, c->after, sizeof(c->after)))
			return;
	if (read_mark(j, &at, JOURNAL_COMMITTED))
		read_mark(j, &at, JOURNAL_UNDONE);
}

int
journal_open(struct journal *j, struct error *e)
{
	*j = (struct journal){.fd = open_locked()};
	if (j->fd < 0 || buf_read(&j->text, j->fd, TEXT_MAX) < 0)
		return refused(e);
	read_phases(j);
	return 0;
}

static void
add_field(struct buf *b, const char *field)
{
	buf_add(b, field, strlen(field) + 1);
}

static void
add_staged(struct buf *b, const struct change *c)
{
	add_field(b, c->remove ? "d" : c->create ? "c" : "w");
	buf_addf(b, "%zu", c->made);
	buf_addc(b, '\0');
	add_field(b, c->path);
	add_field(b, c->new);
	add_field(b, c->old);
}

int
journal_enter(struct journal *j, enum journal_phase phase,
    const struct change *c, size_t n, struct error *e)
{
	off_t end = lseek(j->fd, 0, SEEK_END);
	struct buf b = {0};
	int status;

	if (phase == JOURNAL_STAGED) {
		buf_addf(&b, "%zu", n);
		buf_addc(&b, '\0');
	}
	for (size_t i = 0; i < n && phase == JOURNAL_STAGED; i++)
		add_staged(&b, &c[i]);
	for (size_t i = 0; i < n && phase == JOURNAL_COMMITTED; i++) {
		add_field(&b, c[i].before);
		add_field(&b, c[i].after);
	}
	add_field(&b, marks[phase]);
	status = write_all(j->fd, b.data, b.len);
	if (status == 0)
		status = fsync(j->fd);
	buf_release(&b);
	if (status == 0)
		return 0;
	refused(e);
	if (ftruncate(j->fd, end) < 0)
		return -1;
	return -1;
}

void
journal_clear(struct journal *j)
{
	if (ftruncate(j->fd, 0) == 0)
		fsync(j->fd);
}
