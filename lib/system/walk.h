#ifndef SYSTEM_WALK_H
#define SYSTEM_WALK_H

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
 * itself is listed even when it is ignored. -1 with not_found when a path
 * is not there, command_failed when git fails.
 */
int walk_files(const struct strv *paths, const struct strv *include,
    const struct strv *exclude, struct strv *files, struct error *e);

#endif
