#ifndef SYSTEM_GIT_H
#define SYSTEM_GIT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"

/*
 * git, started so that the repository's own configuration can run nothing
 * (sandbox.md): no hooks, no fsmonitor, no external diff, textconv, filters
 * or pager; a cleared GIT_* environment but for what a hook needs; literal
 * pathspecs; optional locks off.
 */

/*
 * Runs `git -C root args...` and appends its standard output to out. 0; 1
 * when git exits with 1 and allow_one is set; -1 with not_available
 * (package git), not_found when the root is in no repository,
 * command_failed with git's first line otherwise.
 */
int git_run(
    const struct strv *args, bool allow_one, struct buf *out, struct error *e);
/* The same with arguments up to a NULL. */
__attribute__((sentinel)) int git_runl(struct buf *out, struct error *e, ...);
/* Whether the root lies in a work tree. */
bool git_is_repository(void);

#endif
