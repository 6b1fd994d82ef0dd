/* repositories: the git repositories further down in the root */
#include "system/repositories.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/guard_entry.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DEPTH = 64,     /* of folders in folders */
	LINK_MAX = 8192 /* bytes of a file that says where git's folder is */
};

/* A path as written in that folder: below the root, or NULL. */
static char *
below_root(const char *folder, const char *to, size_t len)
{
	size_t n = strlen(root_path());
	char *joined, *path;

	if (*to != '/')
		joined = xasprintf("%s/%.*s", folder, (int)len, to);
	else if (len > n && memcmp(to, root_path(), n) == 0 && to[n] == '/')
		joined = xstrndup(to + n + 1, len - n - 1);
	else
		return NULL;
	path = root_normalise(joined, NULL);
	free(joined);
	return path;
}

/* Where a .git file or link in that folder leads within the root, or NULL. */
static char *
leads_to(const char *folder, const char *git)
{
	int fd = root_open_plain(git, O_RDONLY | O_NOFOLLOW);
	char target[PATH_MAX], *path = NULL;
	ssize_t n = readlinkat(root_fd(), git, target, sizeof(target));
	struct buf text = {0};
	const char *to;

	if (n > 0 && n < (ssize_t)sizeof(target)) {
		path = below_root(folder, target, (size_t)n);
	} else if (fd >= 0 && buf_read(&text, fd, LINK_MAX) == 0 &&
		   strncmp(buf_str(&text), "gitdir: ", 8) == 0) {
		to = text.data + 8;
		path = below_root(folder, to, strcspn(to, "\n"));
	}
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	if (path != NULL && root_is_reserved(path)) {
		free(path); /* as submodules have it; noted anyway */
		return NULL;
	}
	return path;
}

static void
add_git(struct repositories *r, const char *folder, const char *path)
{
	char *to = leads_to(folder, path);

	strv_add(&r->gits, path);
	if (to != NULL)
		strv_take(&r->led_to, to);
}

/* What each git folder has, one without a work tree too. */
static int
part_of_git(const char *name)
{
	static const char *const parts[] = {"HEAD", "objects", "refs"};

	for (int i = 0; i < 3; i++)
		if (strcmp(name, parts[i]) == 0)
			return 1 << i;
	return 0;
}

static bool
is_folder(DIR *dir, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type == DT_DIR;
	return fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(st.st_mode);
}

static void
look(struct repositories *r, const char *folder, int depth)
{
	DIR *dir = guard_open_folder(*folder ? folder : ".", false);
	const struct dirent *d;
	char *path;
	int parts = 0;

	if (dir == NULL)
		return;
	strv_add(&r->folders, folder);
	while ((d = readdir(dir)) != NULL) {
		parts |= part_of_git(d->d_name);
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 ||
		    (d->d_type == DT_REG && d->d_name[0] != '.'))
			continue;
		path =
		    xasprintf("%s%s%s", folder, *folder ? "/" : "", d->d_name);
		/* those at the top are the root's own */
		if (strcmp(d->d_name, ".git") == 0 && *folder != '\0')
			add_git(r, folder, path);
		else if (is_folder(dir, d) && depth < DEPTH &&
			 !root_is_reserved(path))
			look(r, path, depth + 1);
		free(path);
	}
	closedir(dir);
	if (parts == 7 && *folder != '\0')
		strv_add(&r->led_to, folder);
}

void
repositories_find(struct repositories *r)
{
	look(r, "", 0);
	strv_sort_unique(&r->folders);
	strv_sort_unique(&r->led_to);
}

void
repositories_again(struct repositories *r, const struct repositories *before)
{
	const char *folder;
	DIR *dir;
	char *path;
	int fd;

	/* a folder comes before what is in it: it is opened first */
	for (size_t i = 0; i < before->folders.n; i++) {
		folder = before->folders.v[i];
		if (*folder == '\0')
			continue;
		path = xasprintf("%s/.git", folder);
		fd = root_open_plain(path, O_PATH | O_NOFOLLOW);
		if (fd < 0 && errno == EACCES) {
			dir = guard_open_folder(folder, true);
			if (dir != NULL)
				closedir(dir);
			fd = root_open_plain(path, O_PATH | O_NOFOLLOW);
		}
		if (fd >= 0)
			strv_add(&r->gits, path);
		if (fd >= 0)
			close(fd);
		free(path);
	}
}

void
repositories_release(struct repositories *r)
{
	strv_release(&r->folders);
	strv_release(&r->gits);
	strv_release(&r->led_to);
}
