#ifndef SYSTEM_WALK_H
#define SYSTEM_WALK_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * The files under the root that git would list: tracked and untracked, not
 * ignored (in a repository; elsewhere all files, hidden ones too). Regular
 * files and symbolic links, never what is below .git, .codex, .codex-log.
 * Folders are listed by several threads at once; what comes out does not
 * depend on how many there are.
 */

/* What was met but passed over, by reason. */
struct walk_skipped {
	size_t special;    /* FIFOs, sockets, devices */
	size_t unreadable; /* folders, for want of rights */
	size_t too_deep;   /* folders whose path is longer than PATH_MAX */
};

struct walk {
	const struct strv *paths; /* at or below these; none means all */
	const struct strv *include,
	    *exclude;                /* globs, as walk_files has them */
	unsigned threads;            /* 0: as crew_size() says */
	struct walk_skipped skipped; /* out */
};

/*
 * Fills files with the sorted, root-relative paths at or below `paths`
 * (normalised; none given means all) that match one of the globs `include`
 * (none given means any) and none of `exclude`. A file that paths names
 * itself is listed even when it is ignored, under the name to which its
 * links lead. -1 with not_found when a path is not there, not_a_file for a
 * named FIFO or the like, command_failed when git fails, internal when a
 * folder cannot be looked at for another reason than its rights.
 */
int walk_list(struct walk *w, struct strv *files, struct error *e);
/* The same, when nobody asks what was passed over. */
int walk_files(const struct strv *paths, const struct strv *include,
    const struct strv *exclude, struct strv *files, struct error *e);

/*
 * Reads a listed file for searching; b is emptied first. NULL when b holds
 * its text, else why it is passed over: a name for `skipped` ("binary",
 * "too_large", "unreadable"), or "" for what is no text of its own (a
 * symbolic link, a file that has just gone).
 */
const char *walk_read(const char *path, struct buf *b);

/* A listed file at which a worker has arrived. */
struct walk_visit {
	size_t i; /* which of the files */
	const char *path;
	const char *why; /* NULL, or as walk_read says */
	const char *text;
	size_t len;
};

#define WALK_CHUNK 32 /* files that one worker visits in a row */

/*
 * Reads the files by `threads` workers (0: as crew_size() says), of which
 * each calls visit for chunks of WALK_CHUNK files, in order within each; it
 * says whether to go on. Chunks are begun in order, so that all before one
 * where a worker stopped are visited whole.
 */
typedef bool walk_visitor(
    void *context, const struct walk_visit *visit, unsigned worker);
void walk_each(const struct strv *files, unsigned threads,
    walk_visitor *visitor, void *context);

#endif
