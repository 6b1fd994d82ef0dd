#ifndef SYSTEM_STATE_H
#define SYSTEM_STATE_H

#include <sys/types.h>

/*
 * What is remembered of a root outside of it, in the user's state folder:
 * no repository can bring it along.
 */

/*
 * $XDG_STATE_HOME/codex/FOLDER/NAME, or ~/.local/state/codex/...; NULL when
 * neither is set. The caller frees.
 */
char *state_path(const char *folder, const char *name);
/*
 * Makes the folders above a path; of what is remembered, 0700: for the user
 * alone. -1 sets errno.
 */
int state_make_folders(char *path, mode_t mode);

#endif
