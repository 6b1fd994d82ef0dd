/* counted: text whose tokens are counted as it grows */
#include "contract/counted.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include "text/class.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WORD  (CLASS_NUMBER | CLASS_UPPER | CLASS_LOWER | CLASS_LETTER)
#define BATCH 1024 /* bytes that are counted at once: of fewer much is lost */
#define SLICE 256  /* bytes of a string to be cut that are counted at once */

/* The class of the first character; 0 when it is none. */
static unsigned
class_at(const char *s, size_t len)
{
	uint32_t cp;

	return utf8_decode(s, len, &cp) > 0 ? class_of(cp) : 0;
}

static bool
is_inside(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Whether a piece begins at 0 < at < len, whatever stands around the text. */
static bool
begins_piece(const char *text, size_t len, size_t at)
{
	unsigned behind = class_at(text + at, len - at);
	size_t before = at - 1;

	if (behind == 0 || (behind & (WORD | CLASS_MARK)) || text[at] == '\'')
		return false;
	while (before > 0 && is_inside(text[before]))
		before--;
	return class_at(text + before, at - before) & WORD;
}

void
counted_grow(struct counted *c)
{
	const char *text = buf_str(&c->text);
	size_t len = c->text.len, last = len - 1, from;

	c->count.len = len;
	if (len - c->count.last < BATCH)
		return;
	from = c->tried > c->count.last ? c->tried : c->count.last + 1;
	c->tried = len;
	while (last >= from && !begins_piece(text, len, last))
		last--;
	if (last < from)
		return;
	if (c->count.first == 0) {
		for (from = 1; !begins_piece(text, len, from);)
			from++;
		c->count.first = c->count.last = from;
	}
	c->count.tokens +=
	    result_tokens(text + c->count.last, last - c->count.last);
	c->count.last = last;
}

struct counted_part
counted_part(const struct counted *c, struct count at)
{
	return (struct counted_part){buf_str(&c->text), at};
}

struct counted_part
counted_from(const struct counted *c, struct count at)
{
	const char *text = buf_str(&c->text);
	const struct count *now = &c->count;
	struct counted_part part = {text + at.len, {.len = now->len - at.len}};
	size_t first = at.len > 0 ? at.len : 1;

	while (first <= now->last && !begins_piece(text, now->len, first))
		first++;
	if (first > now->last)
		return part;
	part.count.first = first - at.len;
	part.count.last = now->last - at.len;
	part.count.tokens = now->tokens;
	if (at.first == 0)
		at.last = now->first;
	part.count.tokens -=
	    at.tokens + result_tokens(text + at.last, first - at.last);
	return part;
}

struct counted_part
counted_plain(const char *text, size_t len)
{
	return (struct counted_part){text, {.len = len}};
}

size_t
counted_sum(const struct counted_part *parts, size_t n)
{
	struct buf border = {0};
	size_t tokens = 0;

	for (size_t i = 0; i < n; i++) {
		const char *text = parts[i].text;
		const struct count *c = &parts[i].count;

		if (c->first == 0) {
			buf_add(&border, text, c->len);
			continue;
		}
		buf_add(&border, text, c->first);
		tokens += result_tokens(buf_str(&border), border.len);
		tokens += c->tokens;
		buf_truncate(&border, 0);
		buf_add(&border, text + c->last, c->len - c->last);
	}
	tokens += result_tokens(buf_str(&border), border.len);
	buf_release(&border);
	return tokens;
}

void
counted_string(struct buf *b, const char *s, size_t len)
{
	size_t start = b->len;

	json_print_string(b, s, len);
	memmove(b->data + start, b->data + start + 1, b->len - start - 2);
	buf_truncate(b, b->len - 2);
}

/* A string that is cut, and where each of its slices ends. */
struct cut {
	const char *s;
	size_t len;
	struct counted *json;
	struct cut_end {
		size_t at;
		struct count count;
	} * ends;
	size_t n;
	counted_total *total;
	void *of;
};

static void
count_slices(struct cut *c, size_t max)
{
	size_t at = 0, n, room = 0;

	for (;;) {
		if (c->n == room) {
			room = room ? 2 * room : 64;
			c->ends =
			    xreallocarray(c->ends, room, sizeof(*c->ends));
		}
		c->ends[c->n++] = (struct cut_end){at, c->json->count};
		if (at == c->len || c->json->count.tokens > max)
			return;
		n = utf8_cut(c->s + at, c->len - at, SLICE);
		n = n > 0 ? n : c->len - at;
		counted_string(&c->json->text, c->s + at, n);
		counted_grow(c->json);
		at += n;
	}
}

/* Leaves in json what `keep` bytes are, of which the ends are counted. */
static void
keep_bytes(struct cut *c, const struct cut_end *end, size_t keep)
{
	buf_truncate(&c->json->text, end->count.len);
	c->json->count = end->count;
	c->json->tried = end->count.last;
	counted_string(&c->json->text, c->s + end->at, keep - end->at);
	counted_grow(c->json);
}

static bool
slices_fit(const struct cut *c, size_t n, size_t max)
{
	const struct cut_end *end = &c->ends[n];

	return c->total(c->of, counted_part(c->json, end->count), end->at) <=
	       max;
}

static bool
bytes_fit(struct cut *c, const struct cut_end *end, size_t keep, size_t max)
{
	keep_bytes(c, end, keep);
	return c->total(c->of, counted_part(c->json, c->json->count), keep) <=
	       max;
}

/* The ends that fit come first: their number. */
static size_t
count_fitting(const struct cut *c, size_t max)
{
	size_t low = 0, high = c->n, middle;

	while (high > low) {
		middle = low + (high - low) / 2;
		if (slices_fit(c, middle, max))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

long
counted_cut(struct counted *json, const char *s, size_t len, size_t max,
    counted_total *total, void *of)
{
	struct cut c = {s, len, json, NULL, 0, total, of};
	size_t fitting, low, high, middle;
	const struct cut_end *end;

	count_slices(&c, max);
	fitting = count_fitting(&c, max);
	end = &c.ends[fitting > 0 ? fitting - 1 : 0];
	low = end->at;
	high = fitting > 0 && fitting < c.n ? end[1].at : low;
	while (high - low > 1) {
		middle = utf8_cut(s, len, low + (high - low) / 2);
		if (middle == low)
			break;
		if (bytes_fit(&c, end, middle, max))
			low = middle;
		else
			high = middle;
	}
	keep_bytes(&c, end, low);
	free(c.ends);
	return fitting > 0 ? (long)low : -1;
}

void
counted_release(struct counted *c)
{
	buf_release(&c->text);
	*c = (struct counted){0};
}
