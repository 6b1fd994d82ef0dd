#ifndef SYSTEM_WALK_TREE_H
#define SYSTEM_WALK_TREE_H

#include "system/repository.h"
#include "system/walk.h"

/*
 * The part of walk that goes through folders. What it is told to leave to
 * git, where its own reading of the rules would not be enough.
 */

/* Whether a path is asked for. */
bool walk_wants(const struct walk *w, const char *path);
/*
 * Appends the files below a folder ("." for all), in order: as git lists
 * them when r is the root's repository, all when it is NULL. 0; 1 when that
 * must be left to git; -1 with errno.
 */
int walk_tree(struct walk *w, const char *folder, const struct repository *r,
    struct strv *files);

#endif
