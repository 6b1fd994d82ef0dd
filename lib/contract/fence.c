/* fence: text that is data, between two lines that it cannot forge */
#include "contract/fence.h"
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

static void
hash(uint8_t digest[SHA256_DIGEST_SIZE], const char *label, const char *text,
    size_t len)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, strlen(label) + 1, (const uint8_t *)label);
	sha256_update(&ctx, len, (const uint8_t *)text);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, digest);
}

void
fence_make(struct fence *f, const char *label, const char *text, size_t len)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	hash(digest, label, text, len);
	for (;;) {
		snprintf(f->key, sizeof(f->key), "%02x%02x%02x%02x", digest[0],
		    digest[1], digest[2], digest[3]);
		if (strstr(label, f->key) == NULL &&
		    memmem(text, len, f->key, strlen(f->key)) == NULL)
			return;
		sha256_init(&ctx);
		sha256_update(&ctx, sizeof(digest), digest);
		sha256_digest(&ctx, sizeof(digest), digest);
	}
}

void
fence_line(struct buf *out, const struct fence *f, const char *words)
{
	if (out->len > 0 && out->data[out->len - 1] != '\n')
		buf_addc(out, '\n');
	buf_addf(out, "--- %s %s\n", f->key, words);
}
