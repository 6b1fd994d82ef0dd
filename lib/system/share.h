#ifndef SYSTEM_SHARE_H
#define SYSTEM_SHARE_H

/*
 * Where the toolkit's own files are, found from the running program's place
 * (/proc/self/exe), so that the build tree and an installed tree work from
 * any folder: PREFIX/bin/codex-*, PREFIX/libexec/codex/HELPER and
 * PREFIX/share/codex; or build/bin, build/helpers and build/share/codex.
 */

/* The path of share/codex/NAME; the caller frees. Not checked to exist. */
char *share_path(const char *name);
/* The path of a helper program; of a program in bin. The caller frees. */
char *share_helper(const char *name);
char *share_program(const char *name);

#endif
