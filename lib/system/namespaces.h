#ifndef SYSTEM_NAMESPACES_H
#define SYSTEM_NAMESPACES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Namespaces of its own for a program and all that it starts: what is not
 * in its views does not exist for it, what is bound read-only cannot be
 * changed through any name, the network is a loopback that nobody else is
 * on, and its processes end with the first of them. See namespaces(7),
 * mount_setattr(2), pivot_root(2).
 *
 * Everything here is called between fork and exec: system calls only.
 */
enum view_kind {     /* of two at one place the later holds */
	VIEW_LINK,   /* a symbolic link to target */
	VIEW_READ,   /* what is there, read-only, with what is mounted below */
	VIEW_FOLDER, /* an empty folder */
	VIEW_TMPFS,  /* a file system in memory, everybody's to write */
	VIEW_PTS,    /* pseudo-terminals */
	VIEW_DEVICE, /* a device node */
	VIEW_GUARD,  /* as VIEW_READ, inside of what can be written */
	VIEW_WRITE,  /* what is there */
	VIEW_HIDDEN, /* nothing, where there is a folder */
	VIEW_EMPTY,  /* nothing, where there is a file */
};

struct view {
	char *path; /* absolute, without symbolic links on the way */
	char *target;
	enum view_kind kind;
};

struct namespaces {
	const struct view *views; /* by path: what is above comes first */
	size_t n;
	const char *base;  /* any folder; the new root is made over it */
	bool host_network; /* no network namespace */
	bool loopback;     /* in the network namespace, lo is up */
	char uid_map[32], gid_map[32]; /* of us, for a user namespace */
};

#define VIEWS_MAX 512

/*
 * In the child: leaves the namespaces that it was born in and puts the
 * views together, in its working folder. The next child that it forks is
 * the first process of the PID namespace. -1 sets errno.
 */
int namespaces_enter(const struct namespaces *ns);
/* In that child: what is then left to do; "/" is the new root. */
int namespaces_settle(const struct namespaces *ns);

#endif
