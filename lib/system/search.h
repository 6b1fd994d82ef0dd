#ifndef SYSTEM_SEARCH_H
#define SYSTEM_SEARCH_H

#include "system/crew.h"
#include "system/walk.h"
#include "text/matches.h"

/*
 * A hunt through listed files by several workers: how many matches each file
 * has and, where they are wanted at once, these as JSON. What comes out does
 * not depend on how many workers there are.
 */
struct search {
	unsigned threads;
	const struct strv *files; /* lent */
	struct matches each;      /* what the matches of each begin with */
	bool at_once;             /* their items are wanted */

	size_t *counts; /* out: of each file's matches */
	struct walk_skipped skipped;

	/* what only search.c knows */
	struct hunt hunts[CREW_MAX];
	struct search_run *runs;
	struct search_worker *workers;
};

/* Needs only the threads. 0, or -1 with hunt_make's error. */
int search_begin(
    struct search *s, const struct strv *patterns, int flags, struct error *e);
/* 0, or -1 with the error that the first of the files had. */
int search_files(struct search *s, struct error *e);
/*
 * The items of the run-th WALK_CHUNK files, with commas between, given away;
 * NULL when there are none.
 */
char *search_items(struct search *s, size_t run);
/* Appends the items of one file, which is read again. */
void search_again(const struct search *s, size_t file, struct buf *items);
void search_release(struct search *s);

#endif
