#ifndef SYSTEM_SCRATCH_H
#define SYSTEM_SCRATCH_H

#include "base/error.h"

/* Folders outside of the root that a confined program may write. */

/*
 * Makes a private folder, with tmp/ and home/ in it, in TMPDIR or /tmp.
 * Its path, which the caller frees; NULL with e filled.
 */
char *scratch_make(struct error *e);
/* Removes a folder with all below it, through no link; as openat(2). */
void scratch_remove(int at, const char *path);
/*
 * The folder in the user's cache that is this root's alone, made when it is
 * not there; NULL when it cannot be. The caller frees.
 */
char *scratch_cache(void);

#endif
