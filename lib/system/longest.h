#ifndef SYSTEM_LONGEST_H
#define SYSTEM_LONGEST_H

#include "base/error.h"
#include "base/strv.h"
#include "system/ctags.h"
#include "system/walk.h"
#include <stddef.h>

/*
 * The longest functions of files, by universal-ctags. It takes its time, so
 * that of many files only the first are looked at, up to LONGEST_BYTES; one
 * beyond LONGEST_FILE is passed over, for it was made by a program.
 */
#define LONGEST_BYTES ((size_t)2 << 20)
#define LONGEST_FILE  ((size_t)512 << 10)

struct longest {
	struct ctags ctags;
	struct longest_function {
		const char *path; /* lent, as tag, until the release */
		const struct tag *tag;
		long lines;
	} * v; /* the longest first, then by path and line */
	size_t n;
	size_t files; /* that were looked at */
	struct walk_skipped skipped;
};

/* 0, or -1 as ctags_run. */
int longest_find(struct longest *l, const struct strv *files, struct error *e);
void longest_release(struct longest *l);

#endif
