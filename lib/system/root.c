/* root: the one root folder, and paths relative to it */
#include "system/root.h"
#include "base/alloc.h"
#include "base/strv.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
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

char *
root_path_of(int fd)
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
