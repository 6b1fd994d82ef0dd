#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include "base/buf.h"
#include "base/error.h"
#include <stdint.h>

/*
 * Exact byte pair encoding as OpenAI's models count it: o200k_base and
 * cl100k_base. Equal to tiktoken on all it accepts; bytes that are no valid
 * UTF-8 are each a piece's byte as any other: encode then decode is the
 * identity for every byte sequence. Special tokens are not recognised in
 * text unless asked for: "<|endoftext|>" is the letters it is made of.
 */
struct encoding;

/*
 * Maps the table at path that the build made (NAME.table). NULL with
 * not_found, or internal when it is cut short or of another version. Never
 * freed before the process ends; encoding_close is for tests.
 */
struct encoding *encoding_open(const char *path, struct error *e);
void encoding_close(struct encoding *enc);

size_t tokens_count(const struct encoding *enc, const char *s, size_t len);
/* Appends the ids as native uint32_t to out, if there is one; their number. */
size_t tokens_encode(
    const struct encoding *enc, const char *s, size_t len, struct buf *out);
/* The same, but a special token's name in the text is that token. */
size_t tokens_special(
    const struct encoding *enc, const char *s, size_t len, struct buf *out);
/*
 * Appends the bytes of n ids, special tokens' names too; -1 with
 * invalid_arguments for no such id.
 */
int tokens_decode(const struct encoding *enc, const uint32_t *ids, size_t n,
    struct buf *out, struct error *e);

#endif
