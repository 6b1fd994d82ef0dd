#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

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

#endif
