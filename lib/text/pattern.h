#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Regular expressions: PCRE2 (its JIT where asked for) with limits, so that
 * no pattern runs for ever and no byte sequence is refused: text that is no
 * valid UTF-8 is searched all the same (PCRE2_MATCH_INVALID_UTF).
 */
struct pattern;

enum {
	PATTERN_LITERAL = 1 << 0,     /* the text itself, no syntax */
	PATTERN_WORD = 1 << 1,        /* between word boundaries only */
	PATTERN_IGNORE_CASE = 1 << 2, /* Unicode case folding */
	PATTERN_MULTILINE = 1 << 3,   /* ^ and $ match at line ends */
	PATTERN_JIT = 1 << 4,         /* worth it for much text */
	PATTERN_ECMA = 1 << 5, /* JSON Schema's `pattern`: see schema.h */
	PATTERN_BYTES =
	    1 << 6 /* no characters but bytes, classes are ASCII's */
};

/* Appends text so that in a pattern it is itself. */
void pattern_quote(struct buf *b, const char *text);
/* NULL with invalid_arguments that shows where the pattern is wrong. */
struct pattern *pattern_compile(const char *text, int flags, struct error *e);
/*
 * Searches s from offset `from`. 1 and the match's bounds, 0 for none,
 * -1 with invalid_arguments when a match limit was reached.
 */
int pattern_find(struct pattern *p, const char *s, size_t len, size_t from,
    size_t *start, size_t *end, struct error *e);
/*
 * The same pattern for another thread: freed before p, which it uses.
 */
struct pattern *pattern_twin(const struct pattern *p);
void pattern_free(struct pattern *p);

#endif
