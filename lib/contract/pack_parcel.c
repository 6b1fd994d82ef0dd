/* pack_parcel: a piece of text in its fence, cut to what it may cost */
#include "contract/pack_parcel.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

enum {
	UNIT = 240,   /* bytes: a longer line may be cut inside */
	PART = 65536, /* bytes that are escaped at once to be counted */
	FRAME = 20,   /* tokens of both fences, but for the label */
	LINE = 6      /* tokens of the line that lists it, but for the label */
};

size_t
parcel_tokens(const char *s, size_t len, bool bare)
{
	struct buf b = {0};
	size_t n = 0, part;

	if (bare)
		return result_tokens(s, len);
	for (; len > 0; s += part, len -= part) {
		part = len > PART ? utf8_cut(s, len, PART) : len;
		buf_truncate(&b, 0);
		json_print_string(&b, s, part);
		n += result_tokens(b.data + 1, b.len - 2);
	}
	buf_release(&b);
	return n;
}

void
parcel_make(struct parcel *l, const struct piece *p, bool bare)
{
	struct buf b = {0};
	size_t label;

	piece_label(&b, p);
	label = parcel_tokens(b.data, b.len, bare);
	*l = (struct parcel){.piece = p, .label = buf_detach(&b)};
	l->line = label + LINE;
	l->frame = label + FRAME;
	if (!p->repeated)
		l->cost = parcel_tokens(p->text, p->len, bare);
}

void
parcel_release(struct parcel *l)
{
	free(l->label);
}

/* The end of the line, or of a part of a long one, that begins at `at`. */
static size_t
next_unit(const struct piece *p, size_t at)
{
	size_t left = p->len - at, most = left > UNIT ? UNIT : left, n;
	const char *nl = memchr(p->text + at, '\n', most);

	if (nl != NULL)
		return (size_t)(nl + 1 - p->text);
	n = left > UNIT ? utf8_cut(p->text + at, left, UNIT) : left;
	return at + (n > 0 ? n : most);
}

/* The start of the line, or of a part of a long one, that ends at `end`. */
static size_t
last_unit(const struct piece *p, size_t end)
{
	size_t from = end > UNIT ? end - UNIT : 0;
	const char *nl = end - from > 1
			     ? memrchr(p->text + from, '\n', end - from - 1)
			     : NULL;

	if (nl != NULL)
		return (size_t)(nl + 1 - p->text);
	while (from > 0 && from < end - 1 && (p->text[from] & 0xC0) == 0x80)
		from++;
	return from;
}

/* Where the head ends and the tail begins that cost the share. */
static void
choose(const struct parcel *l, bool bare, size_t *head, size_t *tail)
{
	const struct piece *p = l->piece;
	size_t left = l->share, back = p->tail ? left - left / 3 : 0, at, cost;

	*head = 0;
	*tail = p->len;
	while (*tail > 0) {
		at = last_unit(p, *tail);
		cost = parcel_tokens(p->text + at, *tail - at, bare);
		if (cost > back)
			break;
		back -= cost;
		left -= cost;
		*tail = at;
	}
	while (*head < *tail) {
		at = next_unit(p, *head);
		cost = parcel_tokens(p->text + *head, at - *head, bare);
		if (cost > left)
			break;
		left -= cost;
		*head = at;
	}
	if (*head > *tail)
		*head = *tail;
}

static void
add_cut(struct buf *b, const struct parcel *l, size_t head, size_t tail)
{
	const struct piece *p = l->piece;
	size_t lines = 0;
	char *words;

	for (size_t i = head; i < tail; i++)
		lines += p->text[i] == '\n';
	words = xasprintf("%zu byte%s, %zu line%s left out here", tail - head,
	    plural((long)(tail - head)), lines, plural((long)lines));
	buf_add(b, p->text, head);
	fence_line(b, &l->fence, words);
	buf_add(b, p->text + tail, p->len - tail);
	free(words);
}

bool
parcel_add(struct buf *b, struct parcel *l, bool bare)
{
	const struct piece *p = l->piece;
	size_t head = 0, tail = 0;

	if (*l->fence.key == '\0')
		fence_make(&l->fence, l->label, p->text, p->len);
	if (l->share < l->cost)
		choose(l, bare, &head, &tail);
	fence_line(b, &l->fence, l->label);
	if (head < tail)
		add_cut(b, l, head, tail);
	else
		buf_add(b, p->text, p->len);
	fence_line(b, &l->fence, "end");
	return head >= tail;
}

void
parcel_list(struct buf *b, const struct parcel *l)
{
	if (l->piece->repeated)
		buf_addf(b, "%s: said above\n", l->label);
	else
		buf_addf(b, "%s: %zu token%s\n", l->label, l->cost,
		    plural((long)l->cost));
}
