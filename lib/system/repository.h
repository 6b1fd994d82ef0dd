#ifndef SYSTEM_REPOSITORY_H
#define SYSTEM_REPOSITORY_H

#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * The folders of the git repository that the root lies in, found as git
 * finds them but without running it (gitrepository-layout(5)). A git folder
 * outside the work tree counts only if it names that work tree in turn, as
 * those of linked work trees and submodules do: a .git file that came with
 * the files must not lead to a stranger's repository.
 */
struct repository {
	char *top;    /* the work tree's top folder; NULL when there is none */
	char *link;   /* its .git, a folder or a file */
	char *folder; /* the git folder, absolute and real, as all below */
	char *common; /* what linked work trees share; else the same */
	struct strv alternates; /* object folders that it borrows from */
	struct strv includes;   /* files that its configuration includes */
	char *worktree; /* core.worktree of the configuration, or NULL */
};

/*
 * The root's repository, found when it is first asked for: before a helper
 * gives up its rights, so that afterwards it is known why git may not read a
 * folder. top is NULL where there is none. NULL with outside_root when the
 * git folder, its common folder, an alternate or an included file is a
 * stranger's: neither the system's, nor the tree's owner's, nor ours; with
 * not_a_file when git would wait for a FIFO. Lent.
 */
const struct repository *repository_of_root(struct error *e);
/*
 * The git folders that lie below the root under a name that is not reserved,
 * as --separate-git-dir and a link called .git can have it: what holds for
 * .git holds for them. Relative to the root, lent; none as a rule. To be
 * asked for before a helper gives up its rights, which sandbox_enter does.
 */
const struct strv *repository_inside(void);
/* Whether a path below the root is such a folder or lies in one. */
bool repository_holds(const char *path);

#endif
