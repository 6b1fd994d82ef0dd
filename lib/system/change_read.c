/* change_read: files that are to be changed, as they are, and why not */
#include "system/change_read.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
change_refused(const char *path, const char *verb, struct error *e)
{
	switch (errno) {
	case ENOENT:
		error_set(
		    e, ERROR_NOT_FOUND, "no file '%s' under the root", path);
		break;
	case ENOTDIR:
		error_set(e, ERROR_NOT_A_FILE,
		    "a folder of '%s' is a file or a symbolic link", path);
		break;
	case ELOOP:
	case EXDEV:
		error_set(e, ERROR_OUTSIDE_ROOT,
		    "'%s' leads through a symbolic link; changes never do",
		    path);
		break;
	case ENOSYS:
		error_set(e, ERROR_NOT_AVAILABLE,
		    "the system call openat2 is missing; it needs Linux 5.6 "
		    "or later");
		break;
	default:
		error_errno(e, "cannot %s '%s'", verb, path);
	}
	return error_path(e, path);
}

/* The same for a file that is missing, with a near name if there is one. */
static int
refuse_missing(const char *path, struct error *e)
{
	int fd = root_open(path, O_PATH, e);

	if (fd < 0)
		return -1;
	close(fd);
	errno = ENOENT;
	return change_refused(path, "read", e);
}

int
change_check(const char *path, struct error *e)
{
	if (!root_is_reserved(path))
		return 0;
	error_set(e, ERROR_POLICY_DENIED,
	    "'%s' lies in .git, .codex or .codex-log; nothing is written there",
	    path);
	return error_path(e, path);
}

int
change_read(const char *path, size_t max, struct buf *b, struct stat *st,
    struct error *e)
{
	int fd, status = 0;

	if (change_check(path, e) < 0)
		return -1;
	fd = root_open_plain(path, O_RDONLY);
	if (fd < 0)
		return errno == ENOENT ? refuse_missing(path, e)
				       : change_refused(path, "read", e);
	if (fstat(fd, st) < 0)
		status = change_refused(path, "read", e);
	else if (!S_ISREG(st->st_mode))
		status = error_set(
		    e, ERROR_NOT_A_FILE, "'%s' is no regular file", path);
	else if (buf_read(b, fd, max) < 0)
		status = change_refused(path, "read", e);
	close(fd);
	return status;
}

int
change_refuse_present(const char *path, struct error *e)
{
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "'%s' is to be created, but is there already", path);
	return error_path(e, path);
}

int
change_absent(const char *path, struct error *e)
{
	int fd;

	if (change_check(path, e) < 0)
		return -1;
	fd = root_open_plain(path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? 0 : change_refused(path, "create", e);
	close(fd);
	return change_refuse_present(path, e);
}
