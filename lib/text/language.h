#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

#include <stdbool.h>

/*
 * The language of a source file, known by its name. The names and
 * extensions are those that GitHub's linguist and cloc go by.
 */
enum {
	SYNTAX_AFTER_SPACE = 1 << 0, /* # opens a comment at a word's start */
	SYNTAX_TRIPLE = 1 << 1,      /* """ and ''' enclose lines */
	SYNTAX_LONG_TICK = 1 << 2,   /* ` encloses lines */
	SYNTAX_LONG_BRACKET = 1 << 3 /* --[[ and --[==[ are block comments */
};

/* How comments and strings are written; shared by many languages. */
struct syntax {
	const char *line, *line2; /* open a comment up to the line's end */
	const char *open, *close; /* enclose one */
	const char *quotes;
	int flags;
};

struct language {
	const char *name;            /* "C++ Header" */
	const char *names;           /* extensions, and whole names of files */
	const struct syntax *syntax; /* NULL: it has no comments */
};

/* By the whole name, else by the extension, in any case; or NULL. */
const struct language *language_of(const char *path);
/*
 * By its name or one of its extensions, in any case: "Python", "py"; or
 * NULL. One that has headers of its own, C and C++, is these, too:
 * language_is().
 */
const struct language *language_named(const char *name);
/* Whether a file's language is the one named, or its headers. */
bool language_is(const struct language *of, const struct language *named);
/* The i-th language by its name, from 0; NULL behind the last. */
const struct language *language_at(unsigned i);

#endif
