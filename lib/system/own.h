#ifndef SYSTEM_OWN_H
#define SYSTEM_OWN_H

#include "base/buf.h"
#include "base/error.h"

/*
 * What a project has in .codex, for the programs that own it: helpers never
 * read there (contract 6).
 */

/*
 * Appends the bytes of .codex/NAME, at most max. 1 when there is none; -1
 * with outside_root when a symbolic link is on the way to it (what a
 * repository brings along must not name the user's own files), not_a_file,
 * too_large.
 */
int own_read(const char *name, size_t max, struct buf *b, struct error *e);

#endif
