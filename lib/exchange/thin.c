/* thin: JSON without its long strings, as its bytes arrive */
#include "exchange/thin.h"
#include <string.h>

/* The bytes up to the next that may end the string or escape another. */
static size_t
plain(const char *p, size_t len)
{
	size_t n = 0;

	while (n < len && p[n] != '"' && p[n] != '\\')
		n++;
	return n;
}

static void
keep(struct thin *t, struct buf *out, const char *p, size_t n)
{
	if (t->dropping)
		return;
	buf_add(out, p, n);
	if (out->len - t->start <= t->max)
		return;
	buf_truncate(out, t->start);
	t->dropping = true;
}

/* Inside a string: the bytes that were taken. */
static size_t
take_string(struct thin *t, struct buf *out, const char *p, size_t len)
{
	size_t n;

	if (t->escaped || *p == '\\') {
		t->escaped = !t->escaped;
		keep(t, out, p, 1);
		return 1;
	}
	if (*p == '"') {
		t->in_string = t->dropping = false;
		buf_addc(out, '"');
		return 1;
	}
	n = plain(p, len);
	keep(t, out, p, n);
	return n;
}

void
thin_add(struct thin *t, struct buf *out, const char *bytes, size_t len)
{
	const char *quote;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		if (t->in_string) {
			n = take_string(t, out, bytes + at, len - at);
			continue;
		}
		quote = memchr(bytes + at, '"', len - at);
		n = quote ? (size_t)(quote + 1 - bytes) - at : len - at;
		buf_add(out, bytes + at, n);
		t->in_string = quote != NULL;
		t->start = out->len;
	}
}
