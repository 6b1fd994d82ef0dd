#ifndef TEXT_BYTES_H
#define TEXT_BYTES_H

#include <stddef.h>

/* What bytes a text has, found in one pass. */
enum {
	BYTES_NUL = 1 << 0, /* it is no text */
	BYTES_HIGH = 1 << 1 /* from 0x80 on: it is not ASCII */
};

int bytes_kinds(const char *s, size_t len);
/* How many newlines there are. */
size_t bytes_lines(const char *s, size_t len);

#endif
