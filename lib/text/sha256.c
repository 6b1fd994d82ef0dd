/* sha256: the SHA-256 of bytes, as text */
#include "text/sha256.h"
#include <stdint.h>
#include <stdio.h>

void
sha256_end(struct sha256_ctx *ctx, char hex[SHA256_HEX + 1])
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(ctx, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void
sha256_hex(const void *data, size_t len, char hex[SHA256_HEX + 1])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_end(&ctx, hex);
}
