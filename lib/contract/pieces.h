#ifndef CONTRACT_PIECES_H
#define CONTRACT_PIECES_H

#include "base/buf.h"
#include "base/error.h"
#include "system/excerpt.h"
#include "text/pattern.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Files and result lines taken apart into labelled pieces of text that a
 * model can read: of a line its small members, each list, each long string,
 * each region of a file.
 */
enum rank { RANK_PREFERRED, RANK_FAILED, RANK_FINDINGS, RANK_OTHER };

struct piece {
	enum rank rank;
	size_t result; /* its line's number, from 1; 0: a file that was named */
	bool failed;   /* that line said no */
	const char *helper; /* that the line came from, or NULL: lent */
	char *name;         /* what it is; of a file's lines: notes, or NULL */
	const char *text;   /* lent from the line or the file, or own */
	size_t len;
	char *own;
	bool tail;     /* when it must be cut, its end is kept too */
	bool firm;     /* it is left out rather than cut to a small part */
	bool repeated; /* earlier pieces hold all of it */
	/* of a file's lines: */
	const char *path; /* lent */
	long first, last; /* an empty file's last is 0 */
	bool whole;       /* it is the whole file */
	size_t place;     /* in the order given */
};

struct pieces {
	struct piece *v;
	size_t n, room;
};

/* Adds whole files and excerpts, which must stay until the release. */
void pieces_add_files(struct pieces *p, const struct excerpts *x);
/* Adds the pieces of an array of result lines, which must stay as well. */
void pieces_add_lines(struct pieces *p, const cJSON *lines);
/* Adds one like another, in the next place, and returns it. */
struct piece *pieces_add(struct pieces *p, const struct piece *like);
/* Gives a piece a text of its own. */
void piece_take(struct piece *p, struct buf *text);
/*
 * Appends what a piece is and where it came from, on one line of at most
 * 240 bytes: the result's number, the helper and the arguments that name
 * the same lines again. A result line does not say which helper wrote it:
 * its members tell, of those of ours that only one has.
 */
void piece_label(struct buf *b, const struct piece *p);
/*
 * Sorts by rank, pieces whose label or text matches one of the patterns
 * first, otherwise in the order given. What an earlier piece holds of a
 * file is taken out of later ones; what is said twice is marked repeated.
 * -1 with invalid_arguments when a pattern reached its limit.
 */
int pieces_sort(
    struct pieces *p, struct pattern **prefer, size_t n, struct error *e);
void pieces_release(struct pieces *p);

#endif
