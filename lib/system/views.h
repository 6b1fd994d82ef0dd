#ifndef SYSTEM_VIEWS_H
#define SYSTEM_VIEWS_H

#include "system/namespaces.h"

/*
 * The list of what a confined program sees of the file system, made before
 * the fork: namespaces.h puts it together after.
 */
struct views {
	struct view *v;
	size_t n;
};

/*
 * Adds what is at an absolute path, and the symbolic links on the way to
 * it; nothing when it is not there.
 */
void views_add(struct views *s, enum view_kind kind, const char *path);
/* Adds what is made there, and a link. */
void views_add_new(
    struct views *s, enum view_kind kind, const char *path, const char *target);
/*
 * Sorts by path; of several at one path the later kind of the enumeration
 * stays, and what can be read anyway goes.
 */
void views_arrange(struct views *s);
void views_release(struct views *s);

#endif
