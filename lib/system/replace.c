/* replace: a file written whole or not at all */
#include "system/replace.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fill(const char *path, int flags, mode_t mode, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | flags, mode);
	int status = fd < 0 ? -1 : write_all(fd, data, len);

	/* on NFS and over a quota it is close() that says so */
	return fd >= 0 && close(fd) < 0 ? -1 : status;
}

/* *st is the file that has the name now, or NULL. */
static int
fill_beside(const char *path, const struct stat *st, mode_t mode,
    const void *data, size_t len)
{
	char *new = xasprintf("%s.%ld.new", path, (long)getpid());
	int status = fill(new, O_CREAT | O_EXCL, mode, data, len), number;

	if (status == 0 && st != NULL)
		status = chmod(new, st->st_mode & 0777);
	if (status == 0)
		status = rename(new, path);
	number = errno;
	if (status < 0 && number != EEXIST)
		unlink(new);
	errno = number;
	free(new);
	return status;
}

int
replace_file(const char *path, const void *data, size_t len, mode_t mode,
    struct error *e)
{
	char *real = xrealpath(path);
	struct stat st;
	int status;

	if (stat(path, &st) < 0)
		status = fill_beside(path, NULL, mode, data, len);
	else if (S_ISREG(st.st_mode) && real != NULL)
		status = fill_beside(real, &st, mode, data, len);
	else /* also a file that /dev/stdout leads to and that has no name */
		status = fill(path, 0, 0, data, len);
	free(real);
	return status < 0 ? error_errno(e, "cannot write '%s'", path) : 0;
}
