#ifndef TEXT_ENVELOPE_CHUNK_H
#define TEXT_ENVELOPE_CHUNK_H

#include "text/diff_image.h"
#include "text/diff_reader.h"

/* The changes of one file in a patch of Codex's, before they have a place. */
struct chunk {
	struct diff_hunk h;
	struct diff_line
	    *anchors; /* its @@ lines that name one, outermost first */
	size_t n_anchors;
	bool at_end;       /* *** End of File */
	size_t start, end; /* its old lines in the file, from 0 */
};

struct chunks {
	struct chunk *v;
	size_t n;
};

/* Reads the chunks of one file up to its end. -1 with an error. */
int chunks_read(struct reader *r, struct chunks *c);
/* Finds their places in the file; those that touch become one. */
int chunks_place(struct chunks *c, struct image *m, const struct diff_file *f,
    struct error *e);
/* Appends them as the hunks of a diff. */
void chunks_print(
    struct buf *diff, const struct chunks *c, const struct image *m);
void chunks_release(struct chunks *c);

#endif
