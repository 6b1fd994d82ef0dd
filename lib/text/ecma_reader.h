#ifndef TEXT_ECMA_READER_H
#define TEXT_ECMA_READER_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The translation of one pattern. Only ecma*.c includes this. */

#define GROUP_DEPTH 100

struct group {
	const char *name; /* NAME>... of (?<NAME>, or NULL */
	size_t captures;  /* how many were open or closed before its own */
	bool captures_itself;
	bool assertion, lookbehind;
};

struct translator {
	const char *text, *p;
	struct buf *out;
	struct error *error;
	bool repeatable; /* a quantifier may follow what was just read */
	size_t inner;    /* captures within the group just closed */
	size_t captures, highest_reference;
	bool refers;   /* there is a back reference */
	bool restarts; /* there is a quantified group with captures in it */
	size_t lookbehinds;
	struct group groups[GROUP_DEPTH];
	size_t depth;
};

/* Fails with where in the text p stands; returns false. */
bool ecma_refuse(struct translator *t, const char *why);
/* Takes s, if it is what comes next. */
bool ecma_next(struct translator *t, const char *s);
/* Writes a character so that PCRE2 takes it as itself. */
void ecma_add(struct buf *out, uint32_t cp);
/* A character as it stands; the text is no longer empty. */
bool ecma_plain(struct translator *t, uint32_t *cp);
/* p stands behind a backslash that starts one character. */
bool ecma_escaped(struct translator *t, uint32_t *cp);
/*
 * Reads \d, \D, \w, \W, \s, \S, \p{} or \P{}, p behind the backslash, if one
 * is there: *is says so. It is written for the inside of a class.
 */
bool ecma_class_escape(struct translator *t, bool *is);
/* Reads a class, p behind its [. */
bool ecma_class(struct translator *t);

#endif
