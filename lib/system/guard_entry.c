/* guard_entry: one reserved path as it was, and made so again */
#include "system/guard_entry.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include "system/scratch.h"
#include "text/sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MAX ((size_t)1 << 30)

bool
guard_stat(const char *path, struct stat *st)
{
	return fstatat(root_fd(), path, st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Its bytes; NULL when it cannot be read. */
static char *
read_at(const char *path, size_t max, size_t *len)
{
	int fd = root_open_plain(path, O_RDONLY);
	struct buf b = {0};
	int status = fd < 0 ? -1 : buf_read(&b, fd, max);

	if (fd >= 0)
		close(fd);
	*len = b.len;
	if (status == 0)
		return buf_detach(&b);
	buf_release(&b);
	return NULL;
}

static char *
read_link(const char *path, size_t *len)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(root_fd(), path, target, sizeof(target));

	*len = n < 0 ? 0 : (size_t)n;
	return n < 0 ? NULL : xstrndup(target, *len);
}

size_t
guard_entry_read(struct guard_entry *f)
{
	char *text;

	if (S_ISLNK(f->mode))
		f->data = read_link(f->path, &f->len);
	if (!S_ISREG(f->mode))
		return 0;
	text = read_at(f->path, f->grows ? LOG_MAX : GUARD_ENTRY_MAX, &f->len);
	if (text != NULL && f->grows) {
		f->data = xcalloc(1, 65);
		sha256_hex(text, f->len, f->data);
		free(text);
		return 0;
	}
	f->data = text;
	return f->len;
}

/* Opens a folder to its owner, who closed it: to hide what is in it. */
static void
unlock(const char *path)
{
	int fd = root_open_plain(path, O_PATH | O_DIRECTORY);
	char link[40];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (fd < 0)
		return;
	chmod(link, 0700);
	close(fd);
}

DIR *
guard_open_folder(const char *path, bool force)
{
	int fd = root_open_plain(path, O_RDONLY | O_DIRECTORY);

	if (force && (fd < 0 || faccessat(fd, ".", X_OK, 0) < 0)) {
		if (fd >= 0)
			close(fd);
		unlock(path);
		fd = root_open_plain(path, O_RDONLY | O_DIRECTORY);
	}
	return fd < 0 ? NULL : xfdopendir(fd);
}

/* A log still begins with what it was. */
static bool
has_grown(const struct guard_entry *was)
{
	size_t len;
	char *text = read_at(was->path, LOG_MAX, &len), hex[65];
	bool same = text != NULL && len >= was->len;

	if (same) {
		sha256_hex(text, was->len, hex);
		same = strcmp(hex, was->data) == 0;
	}
	free(text);
	return same;
}

bool
guard_entry_same(const struct guard_entry *was, const struct guard_entry *is)
{
	bool same;
	char *data;
	size_t len;

	if (was->mode != is->mode || was->links != is->links)
		return false;
	if (was->data == NULL)
		return true;
	if (was->grows && S_ISREG(was->mode))
		return has_grown(was);
	data = S_ISLNK(was->mode) ? read_link(was->path, &len)
				  : read_at(was->path, was->len, &len);
	same = data && len == was->len && memcmp(was->data, data, len) == 0;
	free(data);
	return same;
}

void
guard_remove(const char *path)
{
	if (unlinkat(root_fd(), path, 0) < 0 && errno != ENOENT)
		scratch_remove(root_fd(), path);
}

/* Makes folders of what is above it, which may be links now. */
static void
make_way(const char *path)
{
	struct stat st;
	char *above;

	for (const char *s = strchr(path, '/'); s; s = strchr(s + 1, '/')) {
		above = xstrndup(path, (size_t)(s - path));
		if (!guard_stat(above, &st) || !S_ISDIR(st.st_mode)) {
			guard_remove(above);
			mkdirat(root_fd(), above, 0755);
		}
		free(above);
	}
}

void
guard_entry_put_back(const struct guard_entry *was)
{
	struct stat st;
	int fd;

	if (was->grows)
		return;
	make_way(was->path);
	if (guard_stat(was->path, &st) &&
	    ((st.st_mode ^ was->mode) & S_IFMT || !S_ISDIR(was->mode)))
		guard_remove(was->path);
	if (S_ISDIR(was->mode)) {
		mkdirat(root_fd(), was->path, 0700);
	} else if (S_ISLNK(was->mode)) {
		if (was->data != NULL &&
		    symlinkat(was->data, root_fd(), was->path) < 0)
			return;
	} else if (S_ISREG(was->mode) && was->data != NULL) {
		fd = openat(root_fd(), was->path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			return;
		write_all(fd, was->data, was->len);
		close(fd);
	}
	if (!S_ISLNK(was->mode))
		fchmodat(root_fd(), was->path, was->mode & 07777, 0);
}
