#ifndef SYSTEM_WALK_H
#define SYSTEM_WALK_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"

/*
 * The files under the root that git would list: tracked and untracked, not
 * ignored (in a repository; elsewhere all files, hidden ones too). Regular
 * files and symbolic links, never what is below .git, .codex, .codex-log.
 */

/*
 * Fills files with the sorted, root-relative paths at or below `paths`
 * (normalised; none given means all) that match one of the globs `include`
 * (none given means any) and none of `exclude`. A file that paths names
 * itself is listed even when it is ignored, under the name to which its
 * links lead. -1 with not_found when a path is not there, not_a_file for a
 * named FIFO or the like, command_failed when git fails, internal when a
 * folder cannot be looked at for another reason than its rights.
 */
int walk_files(const struct strv *paths, const struct strv *include,
    const struct strv *exclude, struct strv *files, struct error *e);

/*
 * Reads a listed file for searching; b is emptied first. NULL when b holds
 * its text, else why it is passed over: a name for `skipped` ("binary",
 * "too_large", "unreadable"), or "" for what is no text of its own (a
 * symbolic link, a file that has just gone).
 */
const char *walk_read(const char *path, struct buf *b);

#endif
