/* counted_lines: text that is counted line by line */
#include "contract/counted_lines.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

#define LONGEST 1024 /* bytes of a line that are kept or left out as one */

static void
note_place(struct counted_lines *l, size_t at)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->places =
		    xreallocarray(l->places, l->room, sizeof(*l->places));
	}
	l->places[l->n++] = (struct counted_place){at, l->json.count};
}

/* Where the line at `from` ends, or the part of it that is one. */
static size_t
next_place(const char *text, size_t from, size_t to)
{
	size_t most = to - from < LONGEST ? to - from : LONGEST, n;
	const char *nl = memchr(text + from, '\n', most);

	if (nl != NULL)
		return (size_t)(nl + 1 - text);
	n = most < to - from ? utf8_cut(text + from, to - from, most) : most;
	return from + (n > 0 ? n : most);
}

void
counted_lines_read(struct counted_lines *l, const char *text, size_t from,
    size_t to, size_t max)
{
	counted_release(&l->json);
	l->n = 0;
	note_place(l, from);
	for (size_t next; from < to; from = next) {
		if (max > 0 && l->json.count.tokens > max)
			return;
		next = max > 0 ? next_place(text, from, to) : to;
		counted_string(&l->json.text, text + from, next - from);
		counted_grow(&l->json);
		note_place(l, next);
	}
}

void
counted_lines_read_end(struct counted_lines *l, const char *text, size_t least,
    size_t len, size_t max)
{
	size_t window = 2 * max, from;

	do {
		window *= 2;
		from = least;
		if (window < len - least)
			from = utf8_cut(text, len, len - window);
		counted_lines_read(l, text, from, len, SIZE_MAX);
	} while (from > least && l->json.count.tokens <= max);
}

const struct counted_place *
counted_lines_last(const struct counted_lines *l)
{
	return &l->places[l->n - 1];
}

const struct counted_place *
counted_lines_within(const struct counted_lines *l, size_t max)
{
	const struct counted_place *low = l->places;
	const struct counted_place *high = counted_lines_last(l), *middle;
	struct counted_part part;

	while (low < high) {
		middle = low + (high - low + 1) / 2;
		part = counted_part(&l->json, middle->count);
		if (counted_sum(&part, 1) <= max)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

void
counted_lines_release(struct counted_lines *l)
{
	counted_release(&l->json);
	free(l->places);
}
