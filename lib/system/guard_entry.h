#ifndef SYSTEM_GUARD_ENTRY_H
#define SYSTEM_GUARD_ENTRY_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * One path below the root as it was: noted, compared and put back through no
 * symbolic link; for guard.c.
 */
struct guard_entry {
	char *path; /* below the root */
	mode_t mode;
	nlink_t links; /* of a file: its other names */
	char *data;    /* of a file, or where a link leads; NULL: not read */
	size_t len;
	bool grows; /* data is the SHA-256 of its first len bytes */
	size_t
	    nested; /* length of the path of the nested .git it is of, or 0 */
};

/* No more than that is kept of one file. */
#define GUARD_ENTRY_MAX ((size_t)64 << 20)

/* Reads what is to be kept; how many bytes that is. */
size_t guard_entry_read(struct guard_entry *f);
/* Whether what is there is the same; of what grows, whether it begins so. */
bool guard_entry_same(
    const struct guard_entry *was, const struct guard_entry *is);
/* Makes it what it was, with the folders above; a log stays as it is. */
void guard_entry_put_back(const struct guard_entry *was);

bool guard_stat(const char *path, struct stat *st);
/* With all that is below it. */
void guard_remove(const char *path);
/*
 * NULL when it cannot be read; with force it is opened to its owner first,
 * who may have closed it to hide what is in it.
 */
DIR *guard_open_folder(const char *path, bool force);

#endif
