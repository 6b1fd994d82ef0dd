/* frame: text that is data, marked as such for a model */
#include "text/frame.h"
#include <ctype.h>

static size_t
longest_run(const char *text, size_t len)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < len; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
fence(struct buf *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(out, '`');
	buf_addc(out, '\n');
}

void
frame(struct buf *out, const char *label, const char *text, size_t len)
{
	size_t n = longest_run(text, len) + 1;

	n = n < 3 ? 3 : n;
	for (; *label != '\0'; label++) /* it may be a path: one line */
		buf_addc(out, iscntrl((unsigned char)*label) ? '?' : *label);
	buf_adds(out, ":\n");
	fence(out, n);
	buf_add(out, text, len);
	if (len > 0 && text[len - 1] != '\n')
		buf_addc(out, '\n');
	fence(out, n);
}
