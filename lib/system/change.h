#ifndef SYSTEM_CHANGE_H
#define SYSTEM_CHANGE_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Several files below the root changed together: all of them or none. No
 * symbolic link is followed, at any depth, so that the path that was judged
 * is the file that is written; reserved paths (contract 6) are refused.
 */
struct change {
	const char *path; /* normalised; lent, as data is */
	bool remove;      /* else it is created or replaced */
	bool create;      /* it must not be there yet; else it must */
	const void *data;
	size_t len;
	mode_t mode; /* of the new file; 0666 and 0777 lose the umask if new */
	/* what change_read() said of it, to be true still; st_nlink 0: unread
	 */
	struct stat seen;

	/* change_commit's own */
	int folder;
	size_t made; /* folders above it that were missing */
	bool done, kept;
	char new[40], old[40];      /* names beside, or empty */
	char before[64], after[64]; /* how to know the file; empty: none */
};

/*
 * To be called first: waits until no other process changes the root, and
 * ends what a killed one left half done: all of it or nothing, as before.
 * Then *told is a sentence that says so, else NULL. -1 with
 * permission_denied when the user's state folder cannot be written to.
 */
int change_begin(const char **told, struct error *e);

/*
 * Appends the bytes of a regular file, at most max; *st is what fstat said.
 * -1 with not_found, outside_root, policy_denied, not_a_file, too_large.
 */
int change_read(const char *path, size_t max, struct buf *b, struct stat *st,
    struct error *e);
/*
 * Whether a file may be created there: -1 with invalid_arguments when
 * anything is there already, or as change_read.
 */
int change_absent(const char *path, struct error *e);

/*
 * Makes the n changes: new contents are written to files beside, then each
 * takes its name. What fails midway is undone. Folders are made where they
 * are missing, and removed where a removal left them empty. Signals wait
 * until it is over; after SIGKILL the next change_begin() ends it. -1: all
 * is as it was.
 */
int change_commit(struct change *c, size_t n, struct error *e);

#endif
