/* visible: no bytes steer a terminal once they were made visible */
#include "text/visible.h"
#include "base/utf8.h"
#include "fuzz.h"

/* Controls, and what turns or hides the text beside it. */
static bool
steers(uint32_t c)
{
	return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0) ||
	       c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
	       (c >= 0xE0000 && c <= 0xE007F);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct buf out = {0};
	uint32_t c;
	size_t n;

	visible(&out, text, size, false);
	for (size_t i = 0; i < out.len; i += n) {
		n = utf8_decode(out.data + i, out.len - i, &c);
		assert(n > 0 && !steers(c));
	}
	buf_release(&out);
	free(text);
	return 0;
}
