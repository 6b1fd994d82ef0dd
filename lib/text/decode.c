/* decode: a file's bytes as text */
#include "text/decode.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

/* Knows the encoding by its mark; returns the mark's length. */
static size_t
begin(struct decoder *d, const char *s, size_t len)
{
	d->begun = true;
	if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		return 3;
	if (len >= 2 && memcmp(s, "\xFE\xFF", 2) == 0)
		d->encoding = "UTF-16BE";
	else if (len >= 2 && memcmp(s, "\xFF\xFE", 2) == 0)
		d->encoding = "UTF-16LE";
	return d->encoding ? 2 : 0;
}

static uint32_t
unit_at(const struct decoder *d, size_t at)
{
	const unsigned char *p = (const unsigned char *)d->in.data + at;
	bool big = d->encoding[6] == 'B';

	return big ? (uint32_t)(p[0] << 8 | p[1])
		   : (uint32_t)(p[1] << 8 | p[0]);
}

static void
add_character(struct buf *out, uint32_t cp)
{
	char utf8[4];

	buf_add(out, utf8, utf8_encode(cp, utf8));
}

/* Decodes what is in; an odd byte and half a pair wait for the next piece. */
static void
decode_units(struct decoder *d, bool is_last)
{
	size_t at = 0, len = d->in.len;
	uint32_t c, low;

	for (; len - at >= 2; at += 2) {
		c = unit_at(d, at);
		if (c < 0xD800 || c >= 0xE000) {
			add_character(&d->out, c);
			continue;
		}
		if (c < 0xDC00 && len - at < 4 && !is_last)
			break;
		low = len - at >= 4 ? unit_at(d, at + 2) : 0;
		if (c >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
			buf_addc(&d->out, '\xFF');
			continue;
		}
		add_character(
		    &d->out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
		at += 2;
	}
	if (is_last && at < len)
		buf_addc(&d->out, '\xFF');
	memmove(d->in.data, d->in.data + at, len - at);
	buf_truncate(&d->in, len - at);
}

void
decode_piece(struct decoder *d, const char *s, size_t len, bool is_last)
{
	size_t mark = d->begun ? 0 : begin(d, s, len);

	d->text = s + mark;
	d->len = len - mark;
	if (d->encoding == NULL)
		return;
	buf_add(&d->in, d->text, d->len);
	buf_truncate(&d->out, 0);
	decode_units(d, is_last);
	d->text = buf_str(&d->out);
	d->len = d->out.len;
}

void
decode_release(struct decoder *d)
{
	buf_release(&d->in);
	buf_release(&d->out);
}

bool
decode_text(struct buf *b, const char **encoding)
{
	struct decoder d = {0};

	decode_piece(&d, buf_str(b), b->len, true);
	*encoding = d.encoding;
	if (d.encoding != NULL) {
		buf_release(b);
		*b = d.out;
		d.out = (struct buf){0};
	} else if (d.len < b->len) {
		memmove(b->data, d.text, d.len);
		buf_truncate(b, d.len);
	}
	decode_release(&d);
	return memchr(buf_str(b), '\0', b->len) == NULL;
}
