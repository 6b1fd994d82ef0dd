#ifndef SYSTEM_WALK_FOLDER_H
#define SYSTEM_WALK_FOLDER_H

#include "system/ignored.h"
#include "system/walk.h"

/* The part of walk that looks into one folder. */

struct entry {
	char *path;            /* a folder's ends in a slash */
	struct folder *folder; /* NULL for a file */
};

struct folder {
	const char *path; /* "" for the root, else its entry's */
	size_t len;
	struct rules *rules, *own; /* own is to be freed with the folder */
	bool ignored;              /* only what is tracked counts */
	struct entry *v;
	size_t n, cap;
	struct walk_skipped skipped;
	int failure; /* errno of why it could not be looked at */
};

/* A folder for whose entries these rules hold; path is lent. */
struct folder *folder_new(
    const char *path, struct rules *rules, bool is_ignored);
/* Frees it and its entries, but not the folders in it. */
void folder_free(struct folder *f);
/* Whether an entry of the folder is ignored, if it is not tracked. */
bool folder_ignores(const struct folder *f, const char *path);
/* Makes the rules in the folder hold for its entries. */
void folder_read_rules(struct folder *f);
/*
 * Fills the folder with its entries, in order: those that w wants and, when
 * g has a repository, git would list. Why it cannot is in the folder.
 */
void folder_list(struct folder *f, const struct walk *w, struct ignored *g);

#endif
