#ifndef SYSTEM_REPLACE_H
#define SYSTEM_REPLACE_H

#include "base/error.h"
#include <stddef.h>
#include <sys/types.h>

/*
 * Writes a file that a person named, anywhere: whole or not at all. A new
 * file is filled beside it and takes its name; one that is there is replaced
 * and keeps its mode, also behind a symbolic link; a pipe or a device is
 * written to. mode is for a new file and falls under the umask. -1 as
 * error_errno.
 */
int replace_file(const char *path, const void *data, size_t len, mode_t mode,
    struct error *e);

#endif
