/* visible: text that cannot steer the terminal that it is shown on */
#include "text/visible.h"
#include "base/utf8.h"

/* Control characters of both sets, direction, zero width, tags. */
static bool
is_hidden(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x61C ||
	       (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
	       (cp >= 0xFFF9 && cp <= 0xFFFB) ||
	       (cp >= 0xE0000 && cp <= 0xE007F);
}

void
visible(struct buf *b, const char *s, size_t len, bool lines)
{
	uint32_t cp;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_decode(s + at, len - at, &cp);
		if (n == 0) {
			buf_addf(b, "\\x%02x", (unsigned char)s[at]);
			n = 1;
		} else if (is_hidden(cp) && cp != '\t' &&
			   !(lines && cp == '\n')) {
			buf_addf(b, "\\u%04x", (unsigned)cp);
		} else {
			buf_add(b, s + at, n);
		}
	}
}
