/* markdown: the fenced code blocks of a text */
#include "text/markdown.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A line and what a fence on it looks like. */
struct line {
	const char *text, *end, *next; /* end is before \r\n or \n */
	size_t indent;
	size_t fence;     /* its length; 0: the line is none */
	const char *info; /* behind the fence, up to end */
};

static bool
blank(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s == end;
}

static void
look(struct line *l, const char *text, const char *end)
{
	const char *nl = memchr(text, '\n', (size_t)(end - text)), *s;

	l->text = text;
	l->end = nl ? nl : end;
	l->next = nl ? nl + 1 : end;
	if (l->end > text && l->end[-1] == '\r')
		l->end--;
	for (s = text; s < l->end && *s == ' '; s++)
		;
	l->indent = (size_t)(s - text);
	l->fence = 0;
	if (l->indent > 3 || s == l->end || (*s != '`' && *s != '~'))
		return;
	for (l->info = s; l->info < l->end && *l->info == *s; l->info++)
		;
	l->fence = (size_t)(l->info - s);
	/* ```code``` on one line is no fence */
	if (l->fence < 3 ||
	    (*s == '`' && memchr(l->info, '`', (size_t)(l->end - l->info))))
		l->fence = 0;
}

static bool
closes(const struct line *l, const struct line *opening)
{
	return l->fence >= opening->fence &&
	       l->text[l->indent] == opening->text[opening->indent] &&
	       blank(l->info, l->end);
}

/* The bytes of a line without the indentation that its fence had. */
static void
add_line(struct buf *to, const struct line *l, size_t indent)
{
	size_t n = l->indent < indent ? l->indent : indent;

	buf_add(to, l->text + n, (size_t)(l->next - l->text) - n);
}

static char *
trim(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return xstrndup(s, (size_t)(end - s));
}

/* Reads the block that l opens; returns where the text goes on. */
static const char *
read_block(
    struct markdown_block *b, struct line *l, const char *end, size_t *at)
{
	const struct line opening = *l;

	b->info = trim(l->info, l->end);
	b->start = l->text;
	while (l->next < end) {
		look(l, l->next, end);
		++*at;
		if (closes(l, &opening)) {
			b->closed = true;
			break;
		}
		add_line(&b->text, l, opening.indent);
	}
	b->end = l->next;
	return l->next;
}

void
markdown_read(struct markdown *m, const char *text, size_t len)
{
	const char *end = text + len;
	struct markdown_block *b;
	struct line l;
	size_t at = 0;

	*m = (struct markdown){0};
	while (text < end) {
		look(&l, text, end);
		at++;
		text = l.next;
		if (l.fence == 0)
			continue;
		m->blocks =
		    xreallocarray(m->blocks, m->n + 1, sizeof(*m->blocks));
		b = &m->blocks[m->n++];
		*b = (struct markdown_block){.line = at};
		text = read_block(b, &l, end, &at);
	}
}

void
markdown_release(struct markdown *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->blocks[i].info);
		buf_release(&m->blocks[i].text);
	}
	free(m->blocks);
	*m = (struct markdown){0};
}

bool
markdown_is(const struct markdown_block *b, const char *language)
{
	size_t n = strcspn(b->info, " \t{,");

	return n == strlen(language) && strncasecmp(b->info, language, n) == 0;
}
