/* repositories: the git repositories further down in the root */
#include "system/repositories.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/guard_entry.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DEPTH = 64,     /* of folders in folders */
	LINK_MAX = 8192 /* bytes of a file that says where git's folder is */
};

/* Where a .git file in that folder leads within the root, or NULL. */
static char *
leads_to(const char *folder, const char *git)
{
	int fd = root_open_plain(git, O_RDONLY | O_NOFOLLOW);
	struct buf text = {0};
	const char *to;
	char *joined, *path = NULL;

	if (fd >= 0 && buf_read(&text, fd, LINK_MAX) == 0 &&
	    strncmp(buf_str(&text), "gitdir: ", 8) == 0) {
		to = text.data + 8;
		joined =
		    xasprintf("%s/%.*s", folder, (int)strcspn(to, "\n"), to);
		path = *to == '/' ? NULL : root_normalise(joined, NULL);
		free(joined);
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

	if (dir == NULL)
		return;
	strv_add(&r->folders, folder);
	while ((d = readdir(dir)) != NULL) {
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
