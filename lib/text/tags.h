#ifndef TEXT_TAGS_H
#define TEXT_TAGS_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * The definitions of one source text, as universal-ctags prints them
 * (ctags-json-output(5)); system/ctags.h starts it. Zeroed, it has none.
 */
struct tag {
	char *name, *kind;
	/* NULL where ctags does not say: what it is in, its parameters, its
	 * type or what it returns, the language */
	char *scope, *signature, *type, *language;
	long line, end_line; /* from 1; end_line 0 where ctags knows none */
	size_t order;        /* as printed */
};

struct tags {
	struct tag *v;
	size_t n;
};

/* What one line of ctags' output is. */
enum tags_line {
	TAGS_TAG,  /* a definition, which was added */
	TAGS_DONE, /* the text ends here */
	TAGS_OTHER,
};

enum tags_line tags_read(struct tags *t, const char *line, size_t len);
/* Sorts by line; what begins on the same one stays as it was printed. */
void tags_sort(struct tags *t);
/*
 * The innermost of the sorted tags around a line, or NULL. Where ctags knows
 * no ends, a function is taken to reach to the next one. Lent.
 */
const struct tag *tags_around(const struct tags *t, long line);
/* Appends its name behind that of its scope. */
void tags_full_name(struct buf *b, const struct tag *tag);
/* Whether the kind is one of functions: one that could call something. */
bool tags_is_function(const struct tag *tag);
void tags_release(struct tags *t);

#endif
