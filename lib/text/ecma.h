#ifndef TEXT_ECMA_H
#define TEXT_ECMA_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * ECMA-262 regular expressions in Unicode mode, as JSON Schema's `pattern`
 * has them, in the words of PCRE2 (without PCRE2_UCP; with
 * PCRE2_ALLOW_EMPTY_CLASS, PCRE2_DOLLAR_ENDONLY, PCRE2_MATCH_UNSET_BACKREF).
 */

/*
 * Appends the translation of text to out. -1 with invalid_arguments for what
 * is no ECMA-262, and for what PCRE2 would take in another way. U+0000 in
 * text is C0 80, as base/json keeps it.
 */
int ecma_translate(struct buf *out, const char *text, struct error *e);

/*
 * Appends \p{...} or \P{...} for what stands between the braces: a general
 * category, a script or a binary property by its exact name. Returns 0; -1
 * when ECMA-262 knows no such property. A script's name is PCRE2's to check.
 */
int ecma_property(struct buf *out, const char *name, size_t len, bool negated);

#endif
