/* repository_files: what git would wait for in its own folders */
#include "base/alloc.h"
#include "system/repository_parts.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH 20 /* of folders; deeper than the names of branches go */

/* Of a link, what it leads to; a missing file is good. */
static mode_t
type_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? S_IFREG : st.st_mode & S_IFMT;
}

static int
irregular(const char *path, struct error *e)
{
	return error_set(
	    e, ERROR_NOT_A_FILE, "git's '%s' is no regular file", path);
}

/*
 * FIFOs in a folder, and with depth in those in it. What else is no file,
 * git's own sockets or what the sandbox denies, makes nobody wait.
 */
static int
check_folder(const char *folder, int depth, struct error *e)
{
	DIR *dir = xopendir(folder);
	const struct dirent *d;
	int status = 0;
	mode_t type;
	char *path;

	while (dir != NULL && status == 0 && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 || d->d_type == DT_REG ||
		    (d->d_type == DT_DIR && depth == 0))
			continue;
		path = xasprintf("%s/%s", folder, d->d_name);
		type = d->d_type == DT_DIR ? S_IFDIR : type_of(path);
		if (type == S_IFIFO)
			status = irregular(path, e);
		else if (type == S_IFDIR && depth > 0)
			status = check_folder(path, depth - 1, e);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
	return status;
}

/* Of 256 folders of loose objects it would take as long as git does. */
int
repository_check_objects(const char *folder, struct error *e)
{
	static const char *const parts[] = {
	    "info", "info/commit-graphs", "pack"};
	int status = 0;
	char *path;

	for (size_t i = 0; status == 0 && i < 3; i++) {
		path = xasprintf("%s/%s", folder, parts[i]);
		status = check_folder(path, 0, e);
		free(path);
	}
	return status;
}

int
repository_check_files(const char *folder, struct error *e)
{
	static const struct {
		const char *name;
		int depth;
	} parts[] = {{"info", 0}, {"refs", DEPTH}, {"rebase-merge", 0},
	    {"rebase-apply", 0}, {"sequencer", 0}};
	/* where a folder is wrong, too */
	static const char *const names[] = {"HEAD", "config", "config.worktree",
	    "commondir", "index", "packed-refs", "shallow", "info/exclude",
	    "info/attributes", "objects/info/alternates"};
	int status = check_folder(folder, 0, e);
	char *path;

	for (size_t i = 0; status == 0 && i < sizeof(names) / sizeof(*names);
	     i++) {
		path = xasprintf("%s/%s", folder, names[i]);
		status = type_of(path) == S_IFREG ? 0 : irregular(path, e);
		free(path);
	}
	for (size_t i = 0; status == 0 && i < sizeof(parts) / sizeof(*parts);
	     i++) {
		path = xasprintf("%s/%s", folder, parts[i].name);
		status = check_folder(path, parts[i].depth, e);
		free(path);
	}
	return status;
}
