#ifndef TEXT_IGNORE_H
#define TEXT_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The rules of one .gitignore, as gitignore(5) and git's own dir.c and
 * wildmatch.c understand them. Which file's rules count, and that nothing
 * in an ignored folder can come back, is the walk's to know.
 */
struct ignore {
	struct ignore_rule *v;
	size_t n;
	char *text; /* that the rules point into */
};

/* Reads a file's text; what is in it lasts until ignore_release. */
void ignore_parse(struct ignore *g, const char *text, size_t len);
/*
 * What the last rule says that matches a path, which is relative to the
 * rules' folder and len bytes long: 1 to ignore it, 0 not to; -1 when no
 * rule matches.
 */
int ignore_match(
    const struct ignore *g, const char *path, size_t len, bool is_folder);
void ignore_release(struct ignore *g);

#endif
