#ifndef SYSTEM_EXCERPT_H
#define SYSTEM_EXCERPT_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Lines of files: ranges are asked for in any order; what is excerpted is
 * each file once, in the order in which files were first asked for, its
 * ranges sorted and joined where they meet. Files are read by pieces: of one
 * that is large only the lines that are asked for are held in memory.
 */
struct excerpt_file {
	char *path;
	const char *encoding; /* it had; NULL for UTF-8 */
	struct buf text;      /* the lines held, UTF-8: see text/decode.h */
	size_t *line;         /* where each of these begins, the last ends */
	size_t n_held;
	size_t cut;   /* bytes that the last of them has, but text has not */
	long n;       /* lines of the file; -1 if not all were counted */
	char *sha256; /* of its bytes, in hexadecimal; or NULL */
};

/* An empty file's excerpt begins at line 1 and ends at line 0. */
struct excerpt {
	const struct excerpt_file *file;
	long first, last;
	long held; /* up to this line the file holds it, but for what skip
		      leaves out */
	long at;   /* its first line in file->line, were it not left out */
};

struct excerpts {
	/* set before they are read: */
	bool hash;   /* the files, too */
	long skip;   /* lines to leave out; an empty file counts as one */
	size_t most; /* bytes of text to hold, of all files; 0: no limit but
			ROOT_FILE_MAX for each */

	struct excerpt *v;
	size_t n;
	bool is_partial; /* a large file may have more lines that were asked
			    for; they are beyond `most` */
	struct excerpt_file **files;
	size_t n_files;
	struct excerpt_range *ranges; /* as they were asked for */
	size_t n_ranges;
	size_t n_bytes; /* held */
};

/*
 * Asks for lines first..last of a file; last may be LONG_MAX. A first below
 * 0 counts from the end: -1 is the last line.
 */
void excerpts_ask(struct excerpts *x, const char *path, long first, long last);
/*
 * Reads the files and fills v, each range with `context` lines more on both
 * sides. 0; -1 with binary_file, invalid_arguments for a range that ends
 * before it begins or begins beyond the file's end, too_large for one with
 * too much text, or as root_open_file.
 */
int excerpts_read(struct excerpts *x, long context, struct error *e);
/* Finds the lines of a file whose whole text is there. */
void excerpt_index(struct excerpt_file *f);
void excerpts_release(struct excerpts *x);

#endif
