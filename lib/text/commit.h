#ifndef TEXT_COMMIT_H
#define TEXT_COMMIT_H

#include <stdbool.h>
#include <stddef.h>

/* The messages of conventional commits: `type(scope)!: subject`. */
struct commit_heading {
	const char *type;  /* in lower case; type_len 0: none that is known */
	const char *scope; /* NULL: none */
	const char *subject;
	size_t type_len, scope_len;
	bool breaking;
	/* of Keep a Changelog; NULL: it changes nothing for a user */
	const char *section;
};

/*
 * Reads a subject line; what it points to is lent from there. A subject
 * without a known type is under Changed: better too much than a change
 * unsaid; `area: what it does now` has the area as its scope.
 */
struct commit_heading commit_heading(const char *subject);
/*
 * What a `BREAKING CHANGE:` footer of the body says, to its paragraph's end,
 * on one line; NULL when there is none. The caller frees.
 */
char *commit_breaking(const char *body);

#endif
