#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include "base/buf.h"
#include <stdbool.h>

/*
 * Makes a file's bytes text: a UTF-8 byte order mark is dropped, UTF-16
 * with its mark becomes UTF-8, where half a pair and an odd last byte become
 * the byte FF. So all that is no character is no UTF-8 in the end, and is
 * replaced by whoever prints it.
 */
struct decoder {
	const char *encoding; /* "UTF-16LE", "UTF-16BE"; NULL for UTF-8 */
	const char *text;     /* of the last piece */
	size_t len;
	bool begun;
	struct buf in, out;
};

/*
 * Decodes the next bytes of a file, of which the first piece has at least
 * three, if the file has. The text is lent until the next call and as long
 * as the bytes are.
 */
void decode_piece(struct decoder *d, const char *s, size_t len, bool is_last);
void decode_release(struct decoder *d);

/*
 * Decodes a whole file in its place. *encoding is as above. False for what is
 * no text: it holds a NUL.
 */
bool decode_text(struct buf *b, const char **encoding);

#endif
