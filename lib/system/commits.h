#ifndef SYSTEM_COMMITS_H
#define SYSTEM_COMMITS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"

/*
 * What the commits of a range add, oldest first, as `git log -p` says it:
 * "commit HASH", the message behind four blanks, the diff without context;
 * of a merge what it has from no parent. See text/added.h.
 */
struct commits {
	struct strv hashes;
	size_t next;
	size_t too_large; /* commits whose diff is larger than git.h allows */
};

/*
 * The commits of a revision or a range (git's words: main..HEAD), or of all
 * branches and tags: --all. -1 with not_found.
 */
int commits_init(struct commits *h, const char *range, struct error *e);
/* The next commits in out, emptied first: 1, 0 at the end, -1 as git_run. */
int commits_next(struct commits *h, const struct strv *paths, struct buf *out,
    struct error *e);
void commits_release(struct commits *h);

#endif
