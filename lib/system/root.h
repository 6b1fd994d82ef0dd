#ifndef SYSTEM_ROOT_H
#define SYSTEM_ROOT_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <sys/stat.h>

/*
 * The root of contract 6: the one folder a helper may look at. All paths
 * here are relative to it, `/`-separated. Resolution is the kernel's:
 * openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS.
 * The root describes the process; it is set once, by the tool module.
 */

/*
 * Opens the root: dir, or else CODEX_ROOT, or the nearest ancestor of the
 * working directory with a .git, or the working directory. 0, or -1 with
 * invalid_arguments, or policy_denied for / and the home folder when they
 * were not named.
 */
int root_set(const char *dir, struct error *e);
int root_fd(void);           /* the open root folder */
const char *root_path(void); /* its absolute real path; lent */
/*
 * What a descriptor stands for, relative to the root; NULL when it is
 * outside. The caller frees.
 */
char *root_path_of(int fd);

/*
 * A path that a person typed (relative to the working directory, or
 * absolute within the root) as one relative to the root; "." for the root
 * itself. NULL with outside_root. The caller frees.
 */
char *root_from_person(const char *typed, struct error *e);
/*
 * A path from JSON, normalised: no `./`, no `//`, no trailing slash, `..`
 * taken back; "." for the root itself. NULL with outside_root when it is
 * absolute or leads above the root. The caller frees.
 */
char *root_normalise(const char *path, struct error *e);
/*
 * Whether a normalised path lies in .git, .codex or .codex-log, or in a git
 * folder of another name (repository.h), in any spelling (contract 6,
 * text/alias.h): readable through their owners only.
 */
bool root_is_reserved(const char *path);

/* 0, or -1 with policy_denied for a path that is reserved. */
int root_check(const char *path, struct error *e);

/*
 * Opens a file below the root (flags O_RDONLY or O_PATH|O_DIRECTORY...;
 * O_NONBLOCK|O_CLOEXEC|O_NOCTTY are added). -1 with not_found (with a near
 * name in its message), outside_root, permission_denied, policy_denied when
 * what was reached is reserved, not_available without openat2.
 */
int root_open(const char *path, int flags, struct error *e);
/*
 * The same through no symbolic link at any depth, and into reserved folders
 * too: for those who change files, and who own these. -1 sets errno.
 */
int root_open_plain(const char *path, int flags);
/*
 * Opens a regular file for reading: -1 with not_a_file for anything else, or
 * as root_open.
 */
int root_open_file(const char *path, struct error *e);
/*
 * Where a path leads when its symbolic links are followed, relative to the
 * root. NULL as root_open. The caller frees.
 */
char *root_resolve(const char *path, struct error *e);
/* No text file that a helper reads whole is larger than this. */
#define ROOT_FILE_MAX ((size_t)64 << 20)
/*
 * Appends a regular file's bytes to b, at most max of them: -1 with
 * not_a_file for anything else, too_large beyond max, or as root_open.
 * *st, if given, is what fstat said.
 */
int root_read(const char *path, size_t max, struct buf *b, struct stat *st,
    struct error *e);
/* The same from a descriptor that root_open gave; path is for messages. */
int root_read_fd(int fd, const char *path, size_t max, struct buf *b,
    struct stat *st, struct error *e);

#endif
