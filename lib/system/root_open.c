/* root_open: opening and reading files below the root */
#include "base/alloc.h"
#include "system/repository.h"
#include "system/root.h"
#include "system/ways.h"
#include "text/alias.h"
#include "text/nearest.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool
root_is_reserved(const char *path)
{
	return alias_is_reserved(path) || repository_holds(path);
}

/* openat2 beneath the root. It says EAGAIN when a rename elsewhere raced it. */
static int
open_resolved(const char *path, int flags, unsigned resolve)
{
	struct open_how own;
	const struct open_how *how = ways_find(flags, resolve, &own);
	long fd;

	for (int tries = 0; tries < 1000; tries++) {
		fd = syscall(SYS_openat2, root_fd(), path, how, sizeof(*how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			return (int)fd;
		sched_yield();
	}
	return -1;
}

static int
open_beneath(const char *path, int flags)
{
	return open_resolved(path, flags, 0);
}

int
root_open_plain(const char *path, int flags)
{
	return open_resolved(path, flags, RESOLVE_NO_SYMLINKS);
}

/* The name in a folder that is nearest to `name`, or NULL. */
static char *
nearest_in(const char *folder, const char *name)
{
	size_t limit = strlen(name) / 3 + 1, best = limit + 1, far;
	int fd = open_beneath(folder, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;
	char *nearest = NULL;
	struct dirent *d;

	if (dir == NULL)
		return NULL;
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 || root_is_reserved(d->d_name))
			continue;
		/* there, and yet not found: a link that leads to nothing */
		if (strcmp(d->d_name, name) == 0)
			continue;
		far = nearest_distance(name, d->d_name);
		if (far > best ||
		    (far == best &&
			(nearest == NULL || strcmp(d->d_name, nearest) > 0)))
			continue;
		best = far;
		free(nearest);
		nearest = xstrdup(d->d_name);
	}
	closedir(dir);
	return nearest;
}

static bool
exists(const char *path)
{
	int fd = open_beneath(path, O_PATH);

	return fd >= 0 && (close(fd), true);
}

/* A path that is there, with the first missing component put right. */
static char *
nearest_path(const char *path)
{
	size_t start = 0, end;
	char *folder, *name, *near, *whole;

	for (;; start = end + 1) {
		end = start + strcspn(path + start, "/");
		whole = xstrndup(path, end);
		if (!exists(whole) || path[end] == '\0')
			break;
		free(whole);
	}
	free(whole);
	folder = start ? xstrndup(path, start - 1) : xstrdup(".");
	name = xstrndup(path + start, end - start);
	near = nearest_in(folder, name);
	whole = near ? xasprintf("%.*s%s%s", (int)start, path, near, path + end)
		     : NULL;
	if (whole != NULL && !exists(whole))
		whole[start + strlen(near)] = '\0';
	free(folder);
	free(name);
	free(near);
	return whole;
}

static int
not_found(const char *path, struct error *e)
{
	char *near;

	if (e == NULL)
		return -1;
	near = nearest_path(path);
	if (near != NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "no file '%s' under the root; did you mean '%s'?", path,
		    near);
	else
		error_set(
		    e, ERROR_NOT_FOUND, "no file '%s' under the root", path);
	free(near);
	return error_path(e, path);
}

/* Why a path was not opened, from errno. */
static int
refused(const char *path, struct error *e)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
	case ENAMETOOLONG:
		return not_found(path, e);
	case EXDEV:
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' leads outside of the root", path);
		break;
	case ELOOP:
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' is a symbolic link that is not followed", path);
		break;
	case ENXIO:
	case EISDIR:
		error_set(e, ERROR_NOT_A_FILE, "'%s' is no regular file", path);
		break;
	case ENOSYS:
		return error_set(e, ERROR_NOT_AVAILABLE,
		    "the system call openat2 is missing; "
		    "it needs Linux 5.6 or later");
	default:
		error_errno(e, "cannot open '%s'", path);
	}
	return error_path(e, path);
}

static int
reserved(const char *path, struct error *e)
{
	error_set(e, ERROR_POLICY_DENIED,
	    "'%s' lies in %s readable only through the programs that own them",
	    path,
	    alias_is_reserved(path)
		? ".git, .codex or .codex-log, which are"
		: "git's folders, which have another name here and are");
	return error_path(e, path);
}

/*
 * A symbolic link within the root may lead into a reserved folder: what
 * counts is where the descriptor is.
 */
static int
check_reached(int fd, const char *path, struct error *e)
{
	char *at = root_path_of(fd);
	int status = 0;

	if (at == NULL) {
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' was reached outside of the root", path);
		status = error_path(e, path);
	} else if (root_is_reserved(at)) {
		status = reserved(path, e);
	}
	free(at);
	return status;
}

int
root_check(const char *path, struct error *e)
{
	return root_is_reserved(path) ? reserved(path, e) : 0;
}

int
root_open(const char *path, int flags, struct error *e)
{
	int fd;

	if (root_check(path, e) < 0)
		return -1;
	fd = open_beneath(path, flags);
	if (fd < 0)
		return refused(path, e);
	if (check_reached(fd, path, e) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

char *
root_resolve(const char *path, struct error *e)
{
	int fd = root_open(path, O_PATH, e);
	char *at;

	if (fd < 0)
		return NULL;
	at = root_path_of(fd);
	close(fd);
	if (at == NULL)
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' leads outside of the root", path);
	return at;
}

/* Reads all of fd; for a regular file size is where its end should be. */
static int
read_all(struct buf *b, int fd, size_t size, size_t max)
{
	size_t got = 0, want;
	ssize_t n;

	for (;;) {
		want = got < size ? size - got + 1 : 4096;
		n = read(fd, buf_room(b, want), want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		got += (size_t)n;
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (n == 0 || (size > 0 && got == size && (size_t)n < want))
			return 0;
		if (got > max) {
			errno = EFBIG;
			return -1;
		}
	}
}

static int
too_large(const char *path, size_t max, struct error *e)
{
	error_set(
	    e, ERROR_TOO_LARGE, "'%s' is larger than %zu bytes", path, max);
	return error_path(e, path);
}

/* Fills st; -1 for what is no regular file. */
static int
check_regular(int fd, const char *path, struct stat *st, struct error *e)
{
	if (fstat(fd, st) < 0)
		return refused(path, e);
	if (S_ISREG(st->st_mode))
		return 0;
	error_set(e, ERROR_NOT_A_FILE,
	    S_ISDIR(st->st_mode) ? "'%s' is a folder, not a file"
				 : "'%s' is no regular file",
	    path);
	return error_path(e, path);
}

/* A FIFO is no file, also where the sandbox has already refused it. */
static int
not_opened(const char *path, struct error *e)
{
	struct error unused = {0}, kind = {0};
	struct stat st;
	int fd = -1;

	if (e->code == ERROR_PERMISSION_DENIED)
		fd = root_open(path, O_PATH, &unused);
	if (fd >= 0 && check_regular(fd, path, &st, &kind) < 0) {
		error_release(e);
		*e = kind;
	}
	if (fd >= 0)
		close(fd);
	error_release(&unused);
	return -1;
}

int
root_open_file(const char *path, struct error *e)
{
	int fd = root_open(path, O_RDONLY, e);
	struct stat st;

	if (fd < 0)
		return not_opened(path, e);
	if (check_regular(fd, path, &st, e) == 0)
		return fd;
	close(fd);
	return -1;
}

int
root_read_fd(int fd, const char *path, size_t max, struct buf *b,
    struct stat *st, struct error *e)
{
	if (check_regular(fd, path, st, e) < 0)
		return -1;
	if ((size_t)st->st_size > max)
		return too_large(path, max, e);
	if (read_all(b, fd, (size_t)st->st_size, max) == 0)
		return 0;
	if (errno == EFBIG)
		return too_large(path, max, e);
	error_errno(e, "cannot read '%s'", path);
	return error_path(e, path);
}

int
root_read(const char *path, size_t max, struct buf *b, struct stat *st,
    struct error *e)
{
	struct stat own;
	int fd = root_open(path, O_RDONLY, e), status;

	if (fd < 0)
		return -1;
	status = root_read_fd(fd, path, max, b, st ? st : &own, e);
	close(fd);
	return status;
}
