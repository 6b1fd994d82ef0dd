/* ends: the head and the tail of a text that is too long */
#include "text/ends.h"
#include "base/num.h"
#include <string.h>

size_t
ends_head(const char *text, size_t len, size_t max)
{
	const char *end;

	if (len <= max)
		return len;
	end = memrchr(text, '\n', max);
	return end ? (size_t)(end + 1 - text) : 0;
}

size_t
ends_tail(const char *text, size_t len, size_t max)
{
	const char *start;

	if (len <= max)
		return 0;
	start = memchr(text + len - max - 1, '\n', max + 1);
	return start ? (size_t)(start + 1 - text) : len;
}

size_t
ends_lines(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

void
ends_mark(struct buf *out, size_t bytes, size_t lines)
{
	buf_addf(out, "[... %zu byte%s in %zu line%s left out ...]\n", bytes,
	    plural((long)bytes), lines, plural((long)lines));
}
