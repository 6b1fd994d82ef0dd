/* renew: an exercise from its start, in the folder where it is */
#include "course/renew.h"
#include "base/alloc.h"
#include "base/strv.h"
#include "course/practice.h"
#include "system/scratch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int
list(struct strv *names, const char *folder)
{
	DIR *dir = xopendir(folder);
	const struct dirent *f;

	if (dir == NULL)
		return -1;
	while ((f = readdir(dir)) != NULL)
		if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0)
			strv_add(names, f->d_name);
	closedir(dir);
	return 0;
}

/* Moves all that is in a folder: a rename needs no room on the disk. -1 with
 * errno; what was moved until then stays there. */
static int
move_all(const char *from, const char *to)
{
	struct strv names = {0};
	int status = list(&names, from);

	for (size_t i = 0; status == 0 && i < names.n; i++) {
		char *old = xasprintf("%s/%s", from, names.v[i]);
		char *new = xasprintf("%s/%s", to, names.v[i]);

		status = rename(old, new);
		free(new);
		free(old);
	}
	strv_release(&names);
	return status;
}

static char *
backup_path(const char *practice, const struct exercise *x)
{
	char stamp[32];
	const time_t now = time(NULL);
	struct tm tm;

	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", localtime_r(&now, &tm));
	return xasprintf("%s/backup/%s-%s", practice, x->id, stamp);
}

/* Fills the folder from `start`, what is there going to `backup`. */
static int
exchange(
    const char *folder, const char *start, const char *backup, struct error *e)
{
	int number;

	if (practice_make_above(backup) < 0 || mkdir(backup, 0777) < 0)
		return error_errno(e, "cannot make the folder '%s'", backup);
	if (move_all(folder, backup) == 0) {
		if (move_all(start, folder) == 0)
			return 0;
		number = errno;
		move_all(folder, start); /* out of the way again */
	} else {
		number = errno;
	}
	move_all(backup, folder);
	errno = number;
	error_errno(e, "cannot start '%s' anew", folder);
	if (rmdir(backup) < 0)
		error_hint(e, "what was there is in '%s'", backup);
	return -1;
}

char *
renew(const char *practice, const char *folder, const struct course *c,
    const struct exercise *x, struct error *e)
{
	char *start = xasprintf("%s.%ld.new", folder, (long)getpid());
	char *backup = backup_path(practice, x);
	int status = practice_make(start, c, x->dir, e);

	if (status == 0)
		status = exchange(folder, start, backup, e);
	scratch_remove(AT_FDCWD, start);
	free(start);
	if (status == 0)
		return backup;
	free(backup);
	return NULL;
}
