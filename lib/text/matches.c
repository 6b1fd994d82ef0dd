/* matches: hits as JSON */
#include "text/matches.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/bytes.h"
#include <string.h>

/* A line as JSON, without the \r of a line end. */
static void
add_line(struct buf *b, const char *s, size_t start, size_t end)
{
	end -= end > start && s[end - 1] == '\r';
	json_print_string(b, s + start, end - start);
}

static void
add_before(const struct matches *m, struct buf *b, size_t start)
{
	size_t from = start, end;
	const char *nl;
	long n;

	for (n = 0; n < m->before && from > 0; n++) {
		nl = memrchr(m->s, '\n', from - 1);
		from = nl ? (size_t)(nl - m->s) + 1 : 0;
	}
	buf_adds(b, ",\"before\":[");
	for (; n > 0; n--, from = end + 1) {
		end = from + strcspn(m->s + from, "\n");
		add_line(b, m->s, from, end);
		if (n > 1)
			buf_addc(b, ',');
	}
	buf_addc(b, ']');
}

static void
add_after(const struct matches *m, struct buf *b, size_t end)
{
	const char *nl;
	size_t from;

	buf_adds(b, ",\"after\":[");
	for (long n = 0; n < m->after && end + 1 < m->len; n++) {
		from = end + 1;
		nl = memchr(m->s + from, '\n', m->len - from);
		end = nl ? (size_t)(nl - m->s) : m->len;
		if (n > 0)
			buf_addc(b, ',');
		add_line(b, m->s, from, end);
	}
	buf_addc(b, ']');
}

/* The text; of a long line a piece around the match, a quarter before it. */
static void
add_text(const struct matches *m, const struct hits *h, struct buf *b)
{
	size_t from = h->start, end = h->end, whole, left_out;

	end -= end > from && m->s[end - 1] == '\r';
	whole = end - from;
	if (m->width > 0 && whole > m->width) {
		if (h->match > m->width / 4)
			from += utf8_cut(
			    m->s + from, whole, h->match - m->width / 4);
		if (end - from > m->width)
			end =
			    from + utf8_cut(m->s + from, end - from, m->width);
	}
	json_print_string(b, m->s + from, end - from);
	left_out = whole - (end - from);
	if (m->cut || left_out > 0)
		buf_adds(b, ",\"cut\":true");
	if (left_out > 0)
		buf_addf(b, ",\"bytes_left_out\":%zu", left_out);
}

static void
add(struct matches *m, const struct hits *h, struct buf *b)
{
	long lines;

	m->line += (long)bytes_lines(m->s + m->counted, h->start - m->counted);
	m->counted = h->start;
	if (b->len > 0 && b->data[b->len - 1] == '}')
		buf_addc(b, ',');
	buf_adds(b, "{\"path\":");
	json_print_path(b, m->path);
	buf_addf(b, ",\"line\":%ld", m->line + 1);
	lines = (long)bytes_lines(m->s + h->start, h->end - h->start);
	if (lines > 0)
		buf_addf(b, ",\"end_line\":%ld", m->line + 1 + lines);
	buf_addf(b, ",\"column\":%zu,\"text\":", h->match + 1);
	add_text(m, h, b);
	if (m->before > 0 || m->after > 0) {
		add_before(m, b, h->start);
		add_after(m, b, h->end);
	}
	buf_addc(b, '}');
}

static void
add_within_limit(struct matches *m, const struct hits *h, struct buf *b)
{
	size_t from = b->len;
	struct matches tight;

	add(m, h, b);
	if (m->limit == 0 || b->len - from < m->limit ||
	    m->cost(b->data + from, b->len - from) <= m->limit)
		return;
	buf_truncate(b, from);
	tight = *m;
	tight.before = tight.after = 0;
	tight.cut = true;
	if (tight.width == 0 || tight.width > m->limit)
		tight.width = m->limit;
	add(&tight, h, b);
}

int
matches_find(struct matches *m, const struct hunt *hunt,
    const struct hunt_text *piece, bool more, struct buf *items,
    struct error *e)
{
	struct hits h;
	int found = 1;

	m->s = piece->s;
	m->len = piece->len;
	m->counted = 0;
	hunt_begin(hunt, &h, piece);
	while ((m->most == 0 || m->n < m->most) &&
	       (found = hits_next(&h, e)) > 0) {
		if (items != NULL)
			add_within_limit(m, &h, items);
		m->n++;
	}
	if (items != NULL && more)
		m->line +=
		    (long)bytes_lines(m->s + m->counted, m->len - m->counted);
	return found < 0 ? -1 : 0;
}
