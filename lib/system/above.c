/* above: the folders above a path, made where they are missing */
#include "system/above.h"
#include "base/alloc.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
above_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *
above_folder(const char *path)
{
	size_t len = (size_t)(above_name(path) - path);

	return len == 0 ? xstrdup(".") : xstrndup(path, len - 1);
}

size_t
above_missing(const char *path)
{
	char *folder = above_folder(path);
	int fd = root_open_plain(folder, O_PATH | O_DIRECTORY);
	size_t n = 0;

	if (fd >= 0)
		close(fd);
	else if (errno == ENOENT)
		n = 1 + above_missing(folder);
	free(folder);
	return n;
}

int
above_open(const char *path)
{
	char *folder = above_folder(path);
	int fd = root_open_plain(folder, O_RDONLY | O_DIRECTORY), up;

	if (fd < 0 && errno == ENOENT) {
		up = above_open(folder);
		if (up >= 0) {
			mkdirat(up, above_name(folder), 0777);
			close(up);
		}
		fd = root_open_plain(folder, O_RDONLY | O_DIRECTORY);
	}
	free(folder);
	return fd;
}

void
above_remove(const char *path, size_t n)
{
	char folder[PATH_MAX], *slash;
	const char *name;
	int up, status;

	if (strlen(path) >= sizeof(folder))
		return;
	memcpy(folder, path, strlen(path) + 1);
	for (; n > 0 && (slash = strrchr(folder, '/')) != NULL; n--) {
		*slash = '\0';
		slash = strrchr(folder, '/');
		name = above_name(folder);
		if (slash != NULL)
			*slash = '\0';
		up = root_open_plain(
		    slash ? folder : ".", O_RDONLY | O_DIRECTORY);
		if (up < 0)
			return;
		status = unlinkat(up, name, AT_REMOVEDIR);
		close(up);
		if (status < 0)
			return;
		if (slash != NULL)
			*slash = '/';
	}
}
