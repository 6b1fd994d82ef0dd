/* segments: a text as lines, with what each costs and what begins there */
#include "contract/segments.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include "text/starts.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A longer line is taken in several segments. */
#define SEGMENT_MAX ((size_t)64 << 10)
#define READ_SIZE   ((size_t)256 << 10)

size_t
segments_place(const char *text, size_t len, size_t at)
{
	size_t cut = utf8_cut(text, len, at);

	return at - cut < 4 ? cut : at; /* these bytes are no characters */
}

static bool
is_blank(const char *s, size_t len)
{
	while (len > 0 && strchr(" \t\r\n\f\v", s[len - 1]) && s[len - 1])
		len--;
	return len == 0;
}

static enum level
level_of(const struct segments *s, bool blank)
{
	size_t at = (size_t)s->lines;
	enum level level = s->blank && !blank ? LEVEL_PARAGRAPH : LEVEL_LINE;

	if (s->inside)
		return LEVEL_INSIDE;
	if (s->starts != NULL && at < s->n_starts && s->starts[at] != 0)
		level = s->starts[at] == STARTS_TOP ? LEVEL_TOP : LEVEL_NESTED;
	return level < s->most ? level : s->most;
}

static size_t
cost_of(struct segments *s, size_t start, size_t len)
{
	struct buf *b = &s->json;

	buf_truncate(b, 0);
	json_print_string(b, s->text.data + start, len);
	return result_tokens(b->data + 1, b->len - 2);
}

static struct segment *
insert(struct segments *s, size_t at)
{
	if (s->n == s->room) {
		s->room = s->room * 2 + 64;
		s->v = xreallocarray(s->v, s->room, sizeof(*s->v));
	}
	memmove(s->v + at + 1, s->v + at, (s->n - at) * sizeof(*s->v));
	s->n++;
	return &s->v[at];
}

/* Forgets the text before the first segment. */
static void
drop_text(struct segments *s)
{
	size_t from = s->n > 0 ? s->v[0].start : s->taken;

	if (from < READ_SIZE)
		return;
	memmove(s->text.data, s->text.data + from, s->text.len - from);
	buf_truncate(&s->text, s->text.len - from);
	for (size_t i = 0; i < s->n; i++)
		s->v[i].start -= from;
	s->taken -= from;
}

static int
read_more(struct segments *s, struct error *e)
{
	ssize_t n = 0;

	if (s->fd >= 0) {
		drop_text(s);
		do
			n = read(
			    s->fd, buf_room(&s->text, READ_SIZE), READ_SIZE);
		while (n < 0 && errno == EINTR);
	}
	if (n < 0)
		return error_errno(e, "cannot read '%s'",
		    s->name ? s->name : "standard input");
	s->text.len += (size_t)n;
	s->ended = n == 0;
	return 0;
}

/* The length of the next segment in the text that is there; 0: read more. */
static size_t
next_length(const struct segments *s)
{
	size_t left = s->text.len - s->taken;
	const char *at = buf_str(&s->text) + s->taken, *nl;

	nl = memchr(at, '\n', left < SEGMENT_MAX ? left : SEGMENT_MAX);
	if (nl != NULL)
		return (size_t)(nl - at) + 1;
	if (left >= SEGMENT_MAX)
		return segments_place(at, left, SEGMENT_MAX);
	return s->ended ? left : 0;
}

int
segments_add(struct segments *s, struct error *e)
{
	struct segment g;
	bool blank;

	while ((g.len = next_length(s)) == 0 && !s->ended)
		if (read_more(s, e) < 0)
			return -1;
	if (g.len == 0)
		return 0;
	g.start = s->taken;
	g.line = s->first_line + s->lines;
	g.cost = cost_of(s, g.start, g.len);
	blank = !s->inside && is_blank(s->text.data + g.start, g.len);
	g.level = level_of(s, blank);
	*insert(s, s->n) = g;
	s->taken += g.len;
	s->inside = s->text.data[g.start + g.len - 1] != '\n';
	s->lines += !s->inside;
	s->blank = blank;
	return 1;
}

void
segments_cut(struct segments *s, size_t at, size_t len)
{
	struct segment *rest = insert(s, at + 1), *first = &s->v[at];
	size_t cost = first->cost * len / first->len; /* near enough */

	*rest = *first;
	rest->start += len;
	rest->len -= len;
	rest->cost -= cost;
	rest->level = LEVEL_INSIDE;
	first->cost = cost;
	first->len = len;
}

void
segments_drop(struct segments *s, size_t n)
{
	memmove(s->v, s->v + n, (s->n - n) * sizeof(*s->v));
	s->n -= n;
}

void
segments_release(struct segments *s)
{
	free(s->v);
	buf_release(&s->text);
	buf_release(&s->json);
	*s = (struct segments){.fd = -1};
}
