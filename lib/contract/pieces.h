#ifndef CONTRACT_PIECES_H
#define CONTRACT_PIECES_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Result lines taken apart into labelled pieces of text that a model can
 * read: its small members, each list, each long string, each file region.
 */
struct piece {
	size_t result; /* its line's number, from 1 */
	bool failed;   /* that line said no */
	char *name;    /* one line: what it is */
	char *text;
	size_t len;
	bool tail;      /* when it must be cut, its end is kept too */
	size_t same_as; /* the result that said the same before, or 0 */
};

struct pieces {
	struct piece *v;
	size_t n;
	size_t results;
};

/*
 * The pieces of an array of result lines: those of lines that failed first,
 * then in the order given. Lines of a file that an earlier piece holds are
 * left out; what an earlier piece says whole is marked same_as.
 */
void pieces_of(struct pieces *p, const cJSON *lines);
void pieces_release(struct pieces *p);

#endif
