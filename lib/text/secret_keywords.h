#ifndef TEXT_SECRET_KEYWORDS_H
#define TEXT_SECRET_KEYWORDS_H

#include "text/pattern.h"
#include "text/secrets.h"

/* The keywords of all rules, looked for at once. */
struct secret_keyword {
	const char *s;
	size_t len, at; /* where in it the bytes are that are looked for */
	const struct secret_rule *rule;
	struct secret_keyword *next;
};

enum { SECRET_GRAM = 3 }; /* so many bytes */

/*
 * The list of the keywords whose bytes s may have at *at or behind, below
 * end, to where at is moved; NULL: there are none. Reads SECRET_GRAM bytes
 * behind the place.
 */
const struct secret_keyword *secret_keywords_next(
    const char *s, size_t *at, size_t end);
/* The pattern of a rule, which is compiled when it is first asked for. */
struct pattern *secret_pattern(const struct secret_rule *rule);

#endif
