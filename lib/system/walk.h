#ifndef SYSTEM_WALK_H
#define SYSTEM_WALK_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * The files under the root that git would list: tracked and untracked, not
 * ignored (in a repository; elsewhere all files, hidden ones too). Regular
 * files and symbolic links, never what is below .git, .codex, .codex-log.
 * Folders are listed by several threads at once; what comes out does not
 * depend on how many there are.
 */

/* What was met but passed over, by reason (`skipped`, contract 4). */
enum walk_reason {
	WALK_BINARY,     /* a NUL byte */
	WALK_TOO_LARGE,  /* a file beyond ROOT_FILE_MAX */
	WALK_UNREADABLE, /* a file or folder, for want of rights */
	WALK_SPECIAL,    /* a FIFO, socket or device */
	WALK_TOO_DEEP,   /* a folder whose path is longer than PATH_MAX */
	WALK_REASONS
};

struct walk_skipped {
	size_t n[WALK_REASONS];
};

/* Counts one more for a reason, as walk_read() gives it. */
void walk_skip(struct walk_skipped *s, const char *why);
void walk_skipped_add(struct walk_skipped *s, const struct walk_skipped *more);
/* Adds `skipped` to details, if there is anything. */
void walk_skipped_tell(const struct walk_skipped *s, cJSON *details);

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

/* A listed file at which a worker has arrived, or a piece of it. */
struct walk_visit {
	void *context; /* the tour's */
	size_t i;      /* which of the files */
	const char *path;
	const char *why; /* NULL, or as walk_read says; also of a file of
			    which pieces came before */
	const char *text;
	size_t len;
	bool is_ascii;
	bool is_first, is_last; /* piece */
};

#define WALK_CHUNK 32 /* files that one worker visits in a row */

/*
 * Calls its visitor for each file, by several workers, which are numbered
 * from 0 (below CREW_MAX): for chunks of WALK_CHUNK files in order. The
 * visitor says whether to go on. Chunks are begun in order, so that all
 * before one where a worker stopped are visited whole.
 */
struct walk_tour {
	const struct strv *files;
	unsigned threads; /* 0: as crew_size() says */
	bool whole;       /* else large files come in pieces of whole lines */
	bool (*visit)(const struct walk_visit *v, unsigned worker);
	void *context;
};

void walk_each(const struct walk_tour *tour);

#endif
