#ifndef SYSTEM_REPOSITORY_PARTS_H
#define SYSTEM_REPOSITORY_PARTS_H

#include "base/buf.h"
#include "system/repository.h"
#include <sys/types.h>

/* What repository.c is made of; for repository*.c alone. */
enum {
	REPOSITORY_DEPTH = 5, /* of alternates' alternates, as git has it */
	REPOSITORY_LIST = 64, /* of alternates, of included files */
};

/* A small regular file's text; false when there is none. */
bool repository_read(struct buf *text, const char *folder, const char *name);
/*
 * What a path in a file of folder stands for, real; NULL if it is nothing.
 * The caller frees.
 */
char *repository_resolve(const char *folder, const char *path, size_t len);
/* Whether it is of that type, and ours, the work tree's owner's or root's. */
bool repository_is_ours(
    const struct repository *r, const char *path, mode_t type);
/* -1 with outside_root. */
int repository_strange(const char *what, const char *path, struct error *e);
/*
 * Adds the files that one of a configuration includes, and theirs; of one at
 * depth 0 core.worktree. -1 with outside_root when one is a stranger's.
 */
int repository_read_config(struct repository *r, const char *folder,
    const char *name, int depth, struct error *e);
/*
 * -1 with not_a_file when one of the files that git reads in a git folder is
 * none: git would wait for a FIFO until its time is up.
 */
int repository_check_files(const char *folder, struct error *e);
/* The same of a folder of objects, but for the loose ones. */
int repository_check_objects(const char *folder, struct error *e);

#endif
