#ifndef CONTRACT_CHUNKS_H
#define CONTRACT_CHUNKS_H

#include "base/error.h"
#include "contract/segments.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * A text in pieces, each the details of a result line that cost at most
 * `limit` tokens: as many lines as fit, up to the last boundary of the
 * highest kind among them. A line that is too long is cut between two
 * characters. The pieces' texts one after the other are the text, but for
 * bytes that are no UTF-8, which become U+FFFD. Memory is that of a piece,
 * however long the text is.
 *
 *	c.in = (struct segments){.fd = fd, .first_line = 1, .most = LEVEL_TOP};
 *	while ((found = chunks_next(&c, &details, &e)) > 0)
 *		...
 *	chunks_release(&c);
 */
struct chunks {
	long limit;   /* tokens of the details */
	long overlap; /* lines of a piece that the next one repeats */
	/* what it is, put into details: a name as base/filename.h has it, a
	 * label; or NULL */
	const char *path, *of;
	long piece;         /* the last one's number: to be carried on */
	struct segments in; /* to be set as segments.h says */
	size_t fresh;       /* the first that no piece has held */
};

/*
 * The next piece's details, which the caller deletes: 1; 0 at the end; -1
 * with invalid_arguments when not one character fits, or when fd cannot be
 * read.
 */
int chunks_next(struct chunks *c, cJSON **details, struct error *e);
/* Frees what was read; limit, overlap and piece stay for the next text. */
void chunks_release(struct chunks *c);

#endif
