/* logs: the folder that holds the logs of sessions */
#include "record/logs.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "record/origin.h"
#include "system/root.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char id_form[LOGS_ID] = "s-dddddddd-dddddd-xxxxxx";

/* Where the logs are: the folder to start from and its name there. */
static const char *
log_folder(int *at, int *flags)
{
	const char *dir = getenv("CODEX_LOG_DIR");

	*flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	*at = AT_FDCWD;
	if (dir != NULL && *dir != '\0')
		return dir;
	*at = root_fd();
	*flags |= O_NOFOLLOW; /* what a repository brings along leads nowhere */
	return ".codex-log";
}

char *
logs_path(const char *id)
{
	const char *dir = getenv("CODEX_LOG_DIR");
	char *folder, *path;

	if (dir != NULL && *dir != '\0')
		folder = xstrdup(dir);
	else
		folder = xasprintf("%s/.codex-log", root_path());
	path = xasprintf(
	    "%s/%.4s/%.2s/%.2s/%s.jsonl", folder, id + 2, id + 6, id + 8, id);
	free(folder);
	return path;
}

bool
logs_is_id(const char *id)
{
	for (size_t i = 0; i < LOGS_ID; i++) {
		if (id_form[i] == 'd' && isdigit((unsigned char)id[i]))
			continue;
		if (id_form[i] == 'x' && isxdigit((unsigned char)id[i]))
			continue;
		if (id_form[i] != id[i])
			return false;
	}
	return true;
}

/* A folder below another, made if asked for, never through a link. */
static int
step_into(int at, const char *name, int flags, bool make)
{
	if (make && mkdirat(at, name, 0700) == 0)
		fsync(at);
	else if (make && errno != EEXIST)
		return -1;
	return openat(at, name, flags);
}

static int
ignore_itself(int folder)
{
	int fd = openat(folder, ".gitignore",
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int status;

	if (fd < 0)
		return errno == EEXIST ? 0 : -1;
	status = write_all(fd, "*\n", 2);
	close(fd);
	return status;
}

/* The folder of an id's day; -1 sets errno. */
static int
open_day(const char *id, bool make)
{
	static const int start[] = {2, 6, 8}, length[] = {4, 2, 2};
	char name[5];
	int at, flags, up, fd;

	const char *dir = log_folder(&at, &flags);

	fd = step_into(at, dir, flags, make);
	if (fd >= 0 && make && ignore_itself(fd) < 0) {
		close(fd);
		return -1;
	}
	for (int i = 0; i < 3 && fd >= 0; i++) {
		snprintf(name, sizeof(name), "%.*s", length[i], id + start[i]);
		up = fd;
		fd = step_into(up, name, flags | O_NOFOLLOW, make);
		close(up);
	}
	return fd;
}

/* Opens a session's file beside its day's other files; -1 sets errno. */
int
logs_open(const char *id, const char *suffix, int flags)
{
	int day = open_day(id, flags & O_CREAT), fd;
	char *name = xasprintf("%s.%s", id, suffix);
	struct stat st;

	fd = day < 0 ? -1
		     : openat(day, name,
			   flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		fd = -1;
		errno = EINVAL;
	}
	if (day >= 0)
		close(day);
	free(name);
	return fd;
}

int
logs_settle(const char *id)
{
	int day = open_day(id, false);
	int status = day < 0 ? -1 : fsync(day);

	if (day >= 0)
		close(day);
	return status;
}

/* Time down to the millisecond, so that ids sort, and 14 random bits. */
void
logs_new_id(char id[LOGS_ID])
{
	struct timespec now;
	struct tm tm;
	uint16_t random;
	char stamp[32];

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint16_t)getpid();
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	snprintf(id, LOGS_ID, "s-%.15s-%06lx", stamp,
	    (unsigned long)(now.tv_nsec / 1000000) << 14 | (random & 0x3fff));
}

/* Whether what could not be opened is no loss to us. */
static bool
is_passed_over(int number)
{
	return number == ENOENT || number == ENOTDIR || number == ELOOP ||
	       number == EACCES;
}

/*
 * Adds the ids below a folder (closed on return): YYYY, MM, DD, files. -1
 * sets errno.
 */
static int
ids_below(int fd, int depth, struct strv *ids)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	DIR *dir = xfdopendir(fd);
	struct dirent *d;
	size_t len;
	int below, failure = 0;

	if (dir == NULL) {
		close(fd);
		return -1;
	}
	while ((d = readdir(dir)) != NULL) {
		len = strlen(d->d_name);
		if (depth == 3 && len > 6 &&
		    strcmp(d->d_name + len - 6, ".jsonl") == 0) {
			d->d_name[len - 6] = '\0';
			if (logs_is_id(d->d_name))
				strv_add(ids, d->d_name);
		} else if (depth < 3 && isdigit((unsigned char)*d->d_name)) {
			below = openat(dirfd(dir), d->d_name, flags);
			if (below < 0 ? !is_passed_over(errno)
				      : ids_below(below, depth + 1, ids) < 0)
				failure = errno;
		}
	}
	closedir(dir);
	errno = failure;
	return failure ? -1 : 0;
}

int
logs_ids(struct strv *ids)
{
	int at, flags;
	const char *dir = log_folder(&at, &flags);
	int fd = openat(at, dir, flags), status;

	if (fd < 0)
		return is_passed_over(errno) ? 0 : -1;
	status = ids_below(fd, 0, ids);
	strv_sort_unique(ids);
	return status;
}

bool
logs_is_ours(const char *id)
{
	int fd = logs_open(id, "jsonl", O_RDONLY);
	char *path = logs_path(id);
	struct stat st;
	bool ours;

	ours = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	       (st.st_mode & 077) == 0 && origin_is_here(path);
	if (fd >= 0)
		close(fd);
	free(path);
	return ours;
}

bool
logs_is_old(const char *id, double seconds)
{
	int fd = logs_open(id, "jsonl", O_RDWR);
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct timespec now;
	struct stat st;
	bool old;

	if (fd < 0)
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	old = fcntl(fd, F_OFD_SETLK, &l) == 0 && fstat(fd, &st) == 0 &&
	      difftime(now.tv_sec, st.st_mtime) > seconds;
	close(fd);
	return old;
}

/* Removes the folders of an id's day, month and year that are empty. */
static void
remove_empty(const char *id)
{
	int at, flags, fd;
	const char *dir = log_folder(&at, &flags);
	char path[16];

	fd = openat(at, dir, flags);
	snprintf(path, sizeof(path), "%.4s/%.2s/%.2s", id + 2, id + 6, id + 8);
	for (size_t len = 10; fd >= 0 && len >= 4; len -= 3) {
		path[len] = '\0';
		if (unlinkat(fd, path, AT_REMOVEDIR) < 0)
			break;
	}
	if (fd >= 0)
		close(fd);
}

int
logs_delete(const char *id, struct error *e)
{
	int day = open_day(id, false), status;
	char *log = xasprintf("%s.jsonl", id);
	char *torn = xasprintf("%s.torn", id), *path = logs_path(id);

	origin_forget(path);
	status = day < 0 ? -1 : unlinkat(day, log, 0);
	if (status < 0)
		error_errno(e, "cannot delete the log of '%s'", id);
	else
		unlinkat(day, torn, 0);
	if (day >= 0)
		close(day);
	if (status == 0)
		remove_empty(id);
	free(log);
	free(torn);
	free(path);
	return status;
}
