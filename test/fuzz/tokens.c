/* tokens: any bytes are encoded and decoded again; the count is theirs */
#include "text/tokens.h"
#include "fuzz.h"
#include "system/share.h"

static struct encoding *
open_table(const char *name)
{
	char *path = share_path(name);
	struct encoding *enc = encoding_open(path, NULL);

	assert(enc != NULL);
	free(path);
	return enc;
}

static void
check(const struct encoding *enc, const char *text, size_t size)
{
	struct buf ids = {0}, back = {0};
	size_t n;

	tokens_encode(enc, text, size, &ids);
	n = ids.len / sizeof(uint32_t);
	assert(n == tokens_count(enc, text, size));
	assert(tokens_decode(enc, (void *)ids.data, n, &back, NULL) == 0);
	assert(back.len == size && memcmp(buf_str(&back), text, size) == 0);
	buf_release(&ids);
	buf_release(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct encoding *o200k, *cl100k;
	char *text = fuzz_text(data, size);

	if (o200k == NULL) {
		o200k = open_table("o200k_base.table");
		cl100k = open_table("cl100k_base.table");
	}
	check(o200k, text, size);
	check(cl100k, text, size);
	free(text);
	return 0;
}
