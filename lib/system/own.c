/* own: the files of .codex, read by the programs that own them */
#include "system/own.h"
#include "base/alloc.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int
refused(const char *path, struct error *e)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return 1;
	if (errno != ELOOP && errno != EXDEV) {
		error_errno(e, "cannot open '%s'", path);
		return error_path(e, path);
	}
	error_set(e, ERROR_OUTSIDE_ROOT,
	    "'%s' leads through a symbolic link, which is not followed there",
	    path);
	return error_path(e, path);
}

int
own_read(const char *name, size_t max, struct buf *b, struct error *e)
{
	char *path = xasprintf(".codex/%s", name);
	int fd = root_open_plain(path, O_RDONLY), status;
	struct stat st;

	if (fd < 0) {
		status = refused(path, e);
	} else {
		status = root_read_fd(fd, path, max, b, &st, e);
		close(fd);
	}
	free(path);
	return status;
}
