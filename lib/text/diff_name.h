#ifndef TEXT_DIFF_NAME_H
#define TEXT_DIFF_NAME_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/* File names as diffs write them: plain, or in git's C-style quotes. */

/*
 * Reads the quoted name that s (len bytes) begins with and sets *used to
 * its length with both quotes. NULL when it is not well formed or holds a
 * NUL. The caller frees.
 */
char *diff_name_unquote(const char *s, size_t len, size_t *used);
/* All of s as one name, quoted or not; NULL as above. The caller frees. */
char *diff_name_read(const char *s, size_t len);
/* Whether s, read so, is prefix followed by name. */
bool diff_name_is(
    const char *s, size_t len, const char *prefix, const char *name);

/*
 * Whether a name may be that of a file under the root: relative, no empty,
 * `.` or `..` component, valid UTF-8, no control characters. -1 with
 * outside_root or invalid_arguments.
 */
int diff_name_check(const char *name, struct error *e);

#endif
