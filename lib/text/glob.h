#ifndef TEXT_GLOB_H
#define TEXT_GLOB_H

#include <stdbool.h>

/*
 * Whether a root-relative path matches a glob: `*` and `?` stay within a
 * component, `**` crosses any number of them, `[a-z]` `[!a]`, `{a,b}`. A
 * glob without a slash matches the last component, as in .gitignore; one
 * that ends in a slash matches everything below that folder; a leading
 * slash anchors at the root.
 */
bool glob_match(const char *glob, const char *path);

#endif
