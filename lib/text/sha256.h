#ifndef TEXT_SHA256_H
#define TEXT_SHA256_H

#include <nettle/sha2.h>
#include <stddef.h>

#define SHA256_HEX 64 /* digits of a hash */

/* Writes the SHA-256 of the bytes in lower case hexadecimal, and a NUL. */
void sha256_hex(const void *data, size_t len, char hex[SHA256_HEX + 1]);
/* The same of what was hashed by pieces, with nettle's sha256_update(). */
void sha256_end(struct sha256_ctx *ctx, char hex[SHA256_HEX + 1]);

#endif
