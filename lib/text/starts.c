/* starts: where the definitions of a text begin */
#include "text/starts.h"
#include "base/alloc.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What is known of a line. */
enum { BLANK = 1 << 0, EDGE = 1 << 1 };

/* The blank lines; *n is how many lines there are. */
static unsigned char *
look_at_lines(const char *text, size_t len, size_t *n)
{
	unsigned char *lines = NULL;
	const char *end = text + len, *s = text;

	*n = 0;
	while (s < end) {
		if (*n % 1024 == 0)
			lines = xrealloc(lines, *n + 1024);
		while (s < end && *s != '\n' && isspace((unsigned char)*s))
			s++;
		lines[(*n)++] = s == end || *s == '\n' ? BLANK : 0;
		s = memchr(s, '\n', (size_t)(end - s));
		s = s ? s + 1 : end;
	}
	return lines;
}

/* Whether it has a body that should stay together. */
static bool
has_body(const struct tag *tag)
{
	return tag->end_line > tag->line ||
	       (tag->end_line == 0 && tags_is_function(tag));
}

static void
mark_edge(unsigned char *lines, size_t n, long line)
{
	if (line >= 1 && (size_t)line <= n)
		lines[line - 1] |= EDGE;
}

unsigned char *
starts_of(const struct tags *tags, const char *text, size_t len, size_t *n)
{
	unsigned char *lines, *levels = NULL;
	size_t at;

	if (tags->n == 0)
		return NULL;
	lines = look_at_lines(text, len, n);
	for (size_t i = 0; i < tags->n; i++) {
		mark_edge(lines, *n, tags->v[i].line);
		mark_edge(lines, *n, tags->v[i].end_line);
	}
	for (size_t i = 0; i < tags->n; i++) {
		const struct tag *tag = &tags->v[i];
		unsigned char level = tag->scope ? STARTS_NESTED : STARTS_TOP;

		if (!has_body(tag) || tag->line < 1 || (size_t)tag->line > *n)
			continue;
		at = (size_t)tag->line - 1;
		while (at > 0 && lines[at - 1] == 0)
			at--;
		if (levels == NULL)
			levels = xcalloc(*n, 1);
		if (levels[at] < level)
			levels[at] = level;
	}
	free(lines);
	return levels;
}
