#ifndef SYSTEM_TOOLCHAINS_H
#define SYSTEM_TOOLCHAINS_H

#include "base/strv.h"

/*
 * What a program that is confined may read outside of the root: the
 * system's folders, those of PATH, and of a home folder the parts of the
 * toolchains in a table (docs/sandbox.md shows it) that hold no credentials.
 */

/* Of /etc, what root could read and no program needs, up to a NULL. */
extern const char *const toolchains_hidden[];

/*
 * Adds the paths beside /etc, of which some may not exist, and none is a
 * secret.
 */
void toolchains_readable(struct strv *paths);
/* Adds a folder, unless it holds a home or what is secret in one. */
void toolchains_allow(struct strv *paths, const char *folder);
/*
 * Adds NAME=VALUE for each toolchain that looks for its files in HOME, when
 * our environment does not say where they are: HOME is another there.
 */
void toolchains_environment(struct strv *env);
/*
 * The first of what no program may read (~/.ssh, ~/.aws ...) that lies below
 * the folder, or NULL: it cannot be held back there. The caller frees.
 */
char *toolchains_secret_below(const char *folder);

#endif
