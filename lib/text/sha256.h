#ifndef TEXT_SHA256_H
#define TEXT_SHA256_H

#include <stddef.h>

#define SHA256_HEX 64 /* digits of a hash */

/* Writes the SHA-256 of the bytes in lower case hexadecimal, and a NUL. */
void sha256_hex(const void *data, size_t len, char hex[SHA256_HEX + 1]);

#endif
