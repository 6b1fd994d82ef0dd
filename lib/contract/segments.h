#ifndef CONTRACT_SEGMENTS_H
#define CONTRACT_SEGMENTS_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * A text as lines, each with what it costs in JSON and how good a place it is
 * to begin a piece with (contract/chunks.h). Of a text that is read no more
 * is held than from the first segment on.
 */

/* What begins with a segment: the higher, the better it is to end before. */
enum level {
	LEVEL_INSIDE, /* of a line */
	LEVEL_LINE,
	LEVEL_PARAGRAPH,
	LEVEL_NESTED, /* a definition in another one */
	LEVEL_TOP,
};

/* A line with its newline, or a part of a long one. */
struct segment {
	size_t start, len; /* in text */
	size_t cost;       /* tokens in JSON, alone: those of a whole differ */
	long line;         /* its number */
	enum level level;
};

struct segments {
	const char *name; /* for messages; NULL: standard input */
	struct buf text;  /* the beginning: to be given, or empty */
	int fd;           /* what is to be read behind it; -1: none */
	long first_line;  /* the number of the first line */
	enum level most;  /* the highest level to look for */
	/* of each line, as starts_of() has it; lent, or NULL */
	const unsigned char *starts;
	size_t n_starts;

	struct segment *v;
	size_t n;
	bool ended; /* nothing more will be read */

	/* the module's own: */
	size_t room;
	size_t taken; /* bytes of text that are in segments */
	long lines;   /* whole ones that were taken */
	bool inside;  /* the next segment goes on with a line */
	bool blank;   /* the line before it is blank */
	struct buf json;
};

/* Adds the next one: 1; 0 when there is no more text; -1. */
int segments_add(struct segments *s, struct error *e);
/* Cuts one into its first `len` bytes and the rest. */
void segments_cut(struct segments *s, size_t at, size_t len);
/* Forgets the first n. */
void segments_drop(struct segments *s, size_t n);
/* The largest place up to `at` that is not within a character. */
size_t segments_place(const char *text, size_t len, size_t at);
/* Frees all, and forgets what was given. */
void segments_release(struct segments *s);

#endif
