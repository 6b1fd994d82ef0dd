/* decode: a file's bytes as text */
#include "text/decode.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

static uint32_t
unit_at(const unsigned char *p, bool big)
{
	return big ? (uint32_t)(p[0] << 8 | p[1])
		   : (uint32_t)(p[1] << 8 | p[0]);
}

static void
add_character(struct buf *out, uint32_t cp)
{
	char utf8[4];

	buf_add(out, utf8, utf8_encode(cp, utf8));
}

/* Behind the mark; half a pair and an odd last byte become U+FFFD. */
static void
decode_utf16(struct buf *b, bool big)
{
	const unsigned char *p = (const unsigned char *)b->data + 2;
	const unsigned char *end = (const unsigned char *)b->data + b->len;
	struct buf out = {0};
	uint32_t c, low;

	for (; end - p >= 2; p += 2) {
		c = unit_at(p, big);
		low = end - p >= 4 ? unit_at(p + 2, big) : 0;
		if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 &&
		    low < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			p += 2;
		} else if (c >= 0xD800 && c < 0xE000) {
			c = 0xFFFD;
		}
		add_character(&out, c);
	}
	if (p < end)
		add_character(&out, 0xFFFD);
	buf_release(b);
	*b = out;
}

bool
decode_text(struct buf *b, const char **encoding)
{
	const char *text = buf_str(b);
	bool big = b->len >= 2 && memcmp(text, "\xFE\xFF", 2) == 0;
	bool little = b->len >= 2 && memcmp(text, "\xFF\xFE", 2) == 0;

	*encoding = big ? "UTF-16BE" : little ? "UTF-16LE" : NULL;
	if (big || little) {
		decode_utf16(b, big);
	} else if (b->len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		memmove(b->data, b->data + 3, b->len - 3);
		buf_truncate(b, b->len - 3);
	}
	return memchr(buf_str(b), '\0', b->len) == NULL;
}
