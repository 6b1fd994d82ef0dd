/* root: opening, reading and writing files below the one root folder */
#include "system/root.h"
#include "base/alloc.h"
#include "base/strv.h"
#include "text/alias.h"
#include "text/nearest.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	int fd;
	char *path; /* absolute and real */
} root = {.fd = -1};

int
root_fd(void)
{
	return root.fd;
}

const char *
root_path(void)
{
	return root.path;
}

/* The path that a descriptor stands for; NULL where /proc is missing. */
static char *
path_of_fd(int fd)
{
	char link[64], target[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, target, sizeof(target) - 1);
	if (n <= 0 || target[0] != '/')
		return NULL;
	return xstrndup(target, (size_t)n);
}

/* The part of path below folder, "" for the folder itself, or NULL. */
static const char *
below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return path[0] == '/' ? path + 1 : NULL;
	if (strncmp(path, folder, len) != 0)
		return NULL;
	if (path[len] == '\0')
		return path + len;
	return path[len] == '/' ? path + len + 1 : NULL;
}

static bool
has_git(const char *dir)
{
	char *git = xasprintf("%s/.git", dir);
	bool there = access(git, F_OK) == 0;

	free(git);
	return there;
}

/* The nearest folder at or above dir with a .git, else dir itself. */
static char *
nearest_repository(const char *dir)
{
	char *at = xstrdup(dir), *slash;

	while (!has_git(at) && (slash = strrchr(at, '/')) != NULL)
		*slash = '\0';
	if (!has_git(at)) {
		free(at);
		return xstrdup(dir);
	}
	return at[0] ? at : (free(at), xstrdup("/"));
}

/* `/` and the home folder are nobody's project (contract 6). */
static int
refuse_too_wide(struct error *e)
{
	const char *home = getenv("HOME");
	struct stat a, b;
	bool is_home = home != NULL && stat(home, &a) == 0 &&
		       fstat(root.fd, &b) == 0 && a.st_dev == b.st_dev &&
		       a.st_ino == b.st_ino;

	if (!is_home && strcmp(root.path, "/") != 0)
		return 0;
	error_set(e, ERROR_POLICY_DENIED,
	    "%s would be the root, but was not named",
	    is_home ? "the home folder" : "'/'");
	return error_hint(e, "name it with --root, or go to a project");
}

int
root_set(const char *dir, struct error *e)
{
	const char *named = dir ? dir : getenv("CODEX_ROOT");
	char *cwd, *start;

	if (named != NULL && named[0] == '\0')
		named = NULL;
	cwd = named ? NULL : getcwd(NULL, 0);
	if (named == NULL && cwd == NULL)
		return error_errno(e, "cannot find the working directory");
	start = named ? xstrdup(named) : nearest_repository(cwd);
	free(cwd);
	if (root.fd >= 0)
		close(root.fd);
	free(root.path);
	root.path = NULL;
	root.fd = open(start, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd >= 0)
		root.path = path_of_fd(root.fd);
	if (root.path == NULL)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "cannot use '%s' as the root: %s", start, strerror(errno));
	free(start);
	if (root.path == NULL)
		return -1;
	return named ? 0 : refuse_too_wide(e);
}

/* Appends path's components to parts; false when `..` leads above. */
static bool
add_components(struct strv *parts, const char *path)
{
	size_t len;

	for (; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 0 || (len == 1 && path[0] == '.'))
			continue;
		if (len != 2 || path[0] != '.' || path[1] != '.') {
			strv_take(parts, xstrndup(path, len));
			continue;
		}
		if (parts->n == 0)
			return false;
		/* one less: what the vector owns is given back by hand */
		free(parts->v[--parts->n]);
		parts->v[parts->n] = NULL;
	}
	return true;
}

/* from, then path, joined and normalised. */
static char *
join(const char *from, const char *path, struct error *e)
{
	struct strv parts = {0};
	struct buf joined = {0};

	if (!add_components(&parts, from) || !add_components(&parts, path)) {
		strv_release(&parts);
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' leads outside of the root", path);
		return NULL;
	}
	for (size_t i = 0; i < parts.n; i++)
		buf_addf(&joined, "%s%s", i ? "/" : "", parts.v[i]);
	strv_release(&parts);
	if (joined.len == 0)
		buf_addc(&joined, '.');
	return buf_detach(&joined);
}

char *
root_normalise(const char *path, struct error *e)
{
	if (path[0] == '\0') {
		error_set(e, ERROR_INVALID_ARGUMENTS, "a path is empty");
		return NULL;
	}
	if (path[0] == '/') {
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' is absolute; name files relative to the root", path);
		return NULL;
	}
	return join("", path, e);
}

/* Absolute paths may reach the root by another name (/tmp, /private/tmp). */
static char *
from_absolute(const char *typed, struct error *e)
{
	const char *inside = below(typed, root.path), *name;
	char *folder, *real, *path = NULL;

	if (inside != NULL)
		return join("", inside, e);
	name = strrchr(typed, '/') + 1;
	folder = xstrndup(typed, (size_t)(name - typed));
	real = xrealpath(folder);
	inside = real ? below(real, root.path) : NULL;
	if (inside != NULL)
		path = join(inside, name, e);
	else
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' is outside of the root '%s'", typed, root.path);
	free(folder);
	free(real);
	return path;
}

/* A path that leaves the root and comes back, as ../project/file does. */
static char *
around(const char *cwd, const char *typed, struct error *e)
{
	char *absolute = xasprintf("%s/%s", cwd, typed);
	char *flat = join("", absolute, NULL), *path = NULL;
	const char *inside;

	free(absolute);
	absolute = flat ? xasprintf("/%s", flat) : NULL;
	inside = absolute ? below(absolute, root.path) : NULL;
	if (inside != NULL) {
		error_release(e);
		path = join("", inside, e);
	}
	free(absolute);
	free(flat);
	return path;
}

char *
root_from_person(const char *typed, struct error *e)
{
	const char *inside;
	char *cwd, *path;

	if (typed[0] == '\0')
		return root_normalise(typed, e);
	if (typed[0] == '/')
		return from_absolute(typed, e);
	cwd = getcwd(NULL, 0);
	inside = cwd ? below(cwd, root.path) : NULL;
	path = join(inside ? inside : "", typed, e);
	if (path == NULL && inside != NULL)
		path = around(cwd, typed, e);
	free(cwd);
	return path;
}

bool
root_is_reserved(const char *path)
{
	return alias_is_reserved(path);
}

/* openat2 beneath the root. It says EAGAIN when a rename elsewhere raced it. */
static int
open_resolved(const char *path, int flags, unsigned resolve)
{
	struct open_how how = {
	    .flags = (unsigned)flags | O_CLOEXEC,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve,
	};
	long fd;

	if (!(flags & O_PATH))
		how.flags |= O_NONBLOCK | O_NOCTTY;
	for (int tries = 0; tries < 1000; tries++) {
		fd = syscall(SYS_openat2, root.fd, path, &how, sizeof(how));
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
	    "'%s' lies in .git, .codex or .codex-log, which are readable "
	    "only through the programs that own them",
	    path);
	return error_path(e, path);
}

/* What fd stands for, relative to the root; NULL when it is outside. */
static char *
reached(int fd)
{
	char *path = path_of_fd(fd), *now, *relative = NULL;
	const char *inside = path ? below(path, root.path) : NULL;

	if (path != NULL && inside == NULL) {
		/* the root itself may have been renamed meanwhile */
		now = path_of_fd(root.fd);
		inside = now ? below(path, now) : NULL;
		free(now);
	}
	if (inside != NULL)
		relative = xstrdup(inside[0] ? inside : ".");
	free(path);
	return relative;
}

/*
 * A symbolic link within the root may lead into a reserved folder: what
 * counts is where the descriptor is.
 */
static int
check_reached(int fd, const char *path, struct error *e)
{
	char *at = reached(fd);
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
root_open(const char *path, int flags, struct error *e)
{
	int fd;

	if (root_is_reserved(path))
		return reserved(path, e);
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
	at = reached(fd);
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

int
root_read_fd(int fd, const char *path, size_t max, struct buf *b,
    struct stat *st, struct error *e)
{
	if (fstat(fd, st) < 0)
		return refused(path, e);
	if (!S_ISREG(st->st_mode)) {
		error_set(e, ERROR_NOT_A_FILE,
		    S_ISDIR(st->st_mode) ? "'%s' is a folder, not a file"
					 : "'%s' is no regular file",
		    path);
		return error_path(e, path);
	}
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
