#ifndef CONTRACT_CHUNKS_H
#define CONTRACT_CHUNKS_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A text in pieces, each the details of a result line that cost at most
 * `limit` tokens: as many lines as fit, up to the last boundary of the
 * highest kind among them. Two neighbours would never have fitted into one
 * where there is no higher boundary. A line that is too long is cut between
 * two characters. The pieces' texts one after the other are the text, but
 * for bytes that are no UTF-8, which become U+FFFD. Memory is that of a
 * piece, however long the text is.
 *
 *	struct chunks c = {.limit = 2000, .path = "a.log", .fd = fd};
 *	while ((found = chunks_next(&c, &details, &e)) > 0)
 *		...
 *	chunks_release(&c);
 */
enum chunks_at { CHUNKS_LINE, CHUNKS_PARAGRAPH, CHUNKS_FUNCTION };

struct chunks {
	long limit;   /* tokens of the details */
	long overlap; /* lines of a piece that the next one repeats */
	enum chunks_at at;
	const char *path, *of; /* what it is: put into details, or NULL */
	long piece;            /* the last one's number: to be carried on */
	long line;             /* that the text begins with; 0 is 1 */
	int fd;                /* what is to be read behind text; -1: none */
	struct buf text;       /* the beginning: to be given, or empty */
	/* of lines from the first on, as starts_of() has it; lent, or NULL */
	const unsigned char *starts;
	size_t n_starts;

	struct chunks_state *state; /* the module's own */
};

/*
 * The next piece's details, which the caller deletes: 1; 0 at the end; -1
 * with invalid_arguments when not one character fits, or when fd cannot be
 * read.
 */
int chunks_next(struct chunks *c, cJSON **details, struct error *e);
/* Frees text, too. */
void chunks_release(struct chunks *c);

#endif
