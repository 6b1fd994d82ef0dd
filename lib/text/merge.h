#ifndef TEXT_MERGE_H
#define TEXT_MERGE_H

#include "text/table.h"

/*
 * Byte pair encoding of one piece: of all adjacent parts the two that make
 * the token of the lowest rank are joined, the leftmost first, until none
 * make one. What that gives is found in time linear in the piece, from left
 * to right: see merge.c.
 */
struct merge {
	uint32_t *ids;  /* what the last piece became */
	uint64_t *dead; /* a bit for each place where no part can end */
	size_t room;    /* bytes of a piece that both have room for */
};

/* Puts the tokens of len > 0 bytes into m->ids; returns how many. */
size_t merge(struct merge *m, const struct table *t, const char *s, size_t len);
void merge_release(struct merge *m);

#endif
