#ifndef SYSTEM_GIT_H
#define SYSTEM_GIT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * git, started so that the repository's own configuration can run nothing
 * (sandbox.md): no hooks, no fsmonitor, no external diff, textconv, filters
 * or pager, nothing fetched, no submodule entered; an allow-list of an
 * environment, with a GIT_INDEX_FILE only inside the repository's git
 * folder; literal pathspecs; optional locks off; output that the
 * configuration cannot change (prefixes, colours, order, quoting). The index
 * is not rewritten, so that a diff's --numstat, --name-only and the like
 * may name files that were only touched; a patch does not.
 */

/*
 * Runs `git args...` in the root and appends its standard output to out;
 * args[0] is the command, without options before it. 0; 1 when git exits
 * with 1 and allow_one is set; -1 with not_available (package git),
 * not_found when the root is in no work tree, outside_root when the work
 * tree's git folder belongs to another, too_large, timeout, command_failed
 * with git's first line otherwise.
 */
int git_run(
    const struct strv *args, bool allow_one, struct buf *out, struct error *e);
/* The same with arguments up to a NULL. */
__attribute__((sentinel)) int git_runl(struct buf *out, struct error *e, ...);

/*
 * The root below the top of the work tree, "" or "lib/x/": what git's paths
 * begin with where it does not print them relative. NULL as git_run fails.
 */
const char *git_prefix(struct error *e);
/*
 * The commit that a revision names, as hex; the caller frees. NULL with
 * not_found, whose hint says how to get a remote's branch.
 */
char *git_commit(const char *revision, struct error *e);
/* The id of the empty tree, in the repository's own hash; as git_commit. */
char *git_empty_tree(struct error *e);
/* The same as git_commit of a base, which with three dots is its merge base
 * with HEAD. */
char *git_base(const char *base, struct error *e);

#endif
