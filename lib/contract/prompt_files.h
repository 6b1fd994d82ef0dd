#ifndef CONTRACT_PROMPT_FILES_H
#define CONTRACT_PROMPT_FILES_H

#include "base/error.h"
#include <stddef.h>

/* The files of prompt.h: prompt_templates/NAME.md and partials/NAME.md. */

/*
 * The text of a template by name, or by path when it holds a slash, and
 * *path, where it is; the caller frees both. NULL with not_found and the
 * nearest name, or with why it cannot be read.
 */
char *prompt_file(const char *name, char **path, struct error *e);
/*
 * The text of a partial, NULL when there is none: a template_partials'
 * function. `kept` is a struct strv that it lives in.
 */
const char *prompt_partial(void *kept, const char *name);
/*
 * As many blank lines as there are lines from `from` to `to`, then text: so
 * that a message names the file's lines. The caller frees.
 */
char *prompt_pushed_down(
    const char *from, const char *to, const char *text, size_t len);

#endif
