/* scratch: folders outside of the root that a confined program may write */
#include "system/scratch.h"
#include "base/alloc.h"
#include "system/root.h"
#include "system/state.h"
#include "text/sha256.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 200 /* folders in folders, of which each holds a descriptor */

char *
scratch_make(struct error *e)
{
	const char *tmp = getenv("TMPDIR");
	char *path =
	    xasprintf("%s/codex-XXXXXX", tmp && tmp[0] == '/' ? tmp : "/tmp");
	char *home, *inner;

	if (mkdtemp(path) == NULL) {
		error_errno(e, "cannot make the folder '%s'", path);
		free(path);
		return NULL;
	}
	home = xasprintf("%s/home", path);
	inner = xasprintf("%s/tmp", path);
	mkdir(home, 0700);
	mkdir(inner, 0700);
	free(inner);
	free(home);
	return path;
}

/* Empties an open folder; what cannot be removed stays. */
static void
empty(int fd, int depth)
{
	const struct dirent *d;
	DIR *dir = xfdopendir(fd);
	int inner;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(dir), d->d_name, 0) == 0 ||
		    (errno != EISDIR && errno != EPERM))
			continue;
		fchmodat(dirfd(dir), d->d_name, 0700, 0);
		inner = openat(dirfd(dir), d->d_name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (inner >= 0 && depth < DEPTH)
			empty(inner, depth + 1);
		else if (inner >= 0)
			close(inner);
		unlinkat(dirfd(dir), d->d_name, AT_REMOVEDIR);
	}
	if (dir != NULL)
		closedir(dir);
}

void
scratch_remove(int at, const char *path)
{
	int fd =
	    openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0)
		empty(fd, 0);
	unlinkat(at, path, AT_REMOVEDIR);
}

char *
scratch_cache(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *path, hex[65];

	sha256_hex(root_path(), strlen(root_path()), hex);
	if (cache != NULL && cache[0] == '/')
		path = xasprintf("%s/codex/projects/%.32s/", cache, hex);
	else if (home != NULL && home[0] == '/')
		path = xasprintf("%s/.cache/codex/projects/%.32s/", home, hex);
	else
		return NULL;
	if (state_make_folders(path, 0700) < 0) {
		free(path);
		return NULL;
	}
	path[strlen(path) - 1] = '\0';
	return path;
}
