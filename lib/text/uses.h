#ifndef TEXT_USES_H
#define TEXT_USES_H

#include "text/pattern.h"
#include "text/tags.h"
#include <stdbool.h>

/* The lines of a source text that hold a name as a word. */
struct use {
	long line, column; /* from 1, in bytes: of the first on the line */
	char *text;        /* the line, without its end */
	char *in;          /* the name of the tag around it, or NULL */
	bool definition;   /* the name is defined or declared here */
};

struct uses {
	struct use *v;
	size_t n;
	bool may_define; /* a line looks as if it defined the name */
};

/*
 * Adds the lines on which the pattern matches, made of `word` with
 * PATTERN_WORD | PATTERN_LITERAL | PATTERN_MULTILINE. -1 as pattern_find.
 */
int uses_find(struct uses *u, struct pattern *p, const char *word,
    const char *text, size_t len, struct error *e);
/* Fills in and, for tags of this name, definition. */
void uses_mark(struct uses *u, const struct tags *tags, const char *word);
void uses_release(struct uses *u);

#endif
