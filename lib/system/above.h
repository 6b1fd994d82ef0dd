#ifndef SYSTEM_ABOVE_H
#define SYSTEM_ABOVE_H

#include <stddef.h>

/* The folders above a path below the root, through no symbolic link. */

/* The last name of a path, lent. */
const char *above_name(const char *path);
/* The folder that it is in, "." at the top; the caller frees. */
char *above_folder(const char *path);
/* How many folders above it are missing. */
size_t above_missing(const char *path);
/* Opens its folder; makes what is missing. -1 sets errno. */
int above_open(const char *path);
/*
 * Removes up to n folders above it, from the nearest on, if they are empty.
 * It asks for no memory: what was begun ends although there is none.
 */
void above_remove(const char *path, size_t n);

#endif
