#ifndef TEXT_EXTRACT_H
#define TEXT_EXTRACT_H

#include "base/buf.h"
#include "base/error.h"
#include "text/markdown.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The diff, code or JSON in a model's answer: `text` is all of it, m its
 * code blocks. Each fails with not_found, also when the last block does not
 * end: of an answer that was cut, nothing is to be taken.
 */

/*
 * Appends the diff: all blocks in that language, or else all that begin as
 * diffs do, or else, without any block, what follows such a beginning in
 * the text. How many pieces it came in, or -1.
 */
long extract_diff(struct buf *diff, const struct markdown *m, const char *text,
    size_t len, struct error *e);
/*
 * The n-th block, from 1, of that language (NULL: of any), and how many
 * there are. NULL with an error.
 */
const struct markdown_block *extract_code(const struct markdown *m,
    const char *language, long n, long *total, struct error *e);
/*
 * The text itself if it is JSON, or the n-th block of JSON, or the first
 * value that begins a line. NULL also with invalid_json, when that block
 * holds none. The caller deletes.
 */
cJSON *extract_json(const struct markdown *m, const char *text, size_t len,
    long n, struct error *e);

#endif
