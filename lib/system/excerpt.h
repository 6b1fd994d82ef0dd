#ifndef SYSTEM_EXCERPT_H
#define SYSTEM_EXCERPT_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Lines of files: ranges are asked for in any order; what is excerpted is
 * each file once, in the order in which files were first asked for, its
 * ranges sorted and joined where they meet.
 */
struct excerpt_file {
	char *path;
	const char *encoding; /* it had; NULL for UTF-8 */
	struct buf text;      /* UTF-8 without a mark, see text/decode.h */
	size_t *line;         /* where each line begins, and the last ends */
	long n;               /* lines */
	char *sha256;         /* of its bytes, in hexadecimal; or NULL */
};

/* An empty file's excerpt begins at line 1 and ends at line 0. */
struct excerpt {
	const struct excerpt_file *file;
	long first, last;
};

struct excerpts {
	bool hash; /* the files, too: set before they are read */
	struct excerpt *v;
	size_t n;
	struct excerpt_file **files;
	size_t n_files;
	struct excerpt_range *ranges; /* as they were asked for */
	size_t n_ranges;
};

/* Asks for lines first..last of a file; last may be LONG_MAX. */
void excerpts_ask(struct excerpts *x, const char *path, long first, long last);
/*
 * Reads the files and fills v, each range with `context` lines more on both
 * sides. 0; -1 with binary_file, invalid_arguments for a range that ends
 * before it begins or begins beyond the file's end, or as root_read.
 */
int excerpts_read(struct excerpts *x, long context, struct error *e);
/* Finds the lines of a text: fills line and n. */
void excerpt_index(struct excerpt_file *f);
void excerpts_release(struct excerpts *x);

#endif
