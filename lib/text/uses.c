/* uses: the lines of a source text that hold a name */
#include "text/uses.h"
#include "base/alloc.h"
#include "text/hits.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* Whether the word that ends before `at` may stand before a call. */
static bool
is_no_type(const char *line, size_t at)
{
	static const char *const words[] = {"return", "else", "case", "goto",
	    "throw", "await", "in", "and", "or", "not", "if", "while", "yield",
	    "raise", "new", "delete", "do", "then"};
	size_t end = at, n;

	while (at > 0 && is_word(line[at - 1]))
		at--;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		n = strlen(words[i]);
		if (end - at == n && memcmp(line + at, words[i], n) == 0)
			return true;
	}
	return false;
}

/*
 * Whether a line looks as if the name on it were defined there: behind a
 * type or a keyword, or first on the line, and no statement. It may be wrong
 * on both sides: it says which files are worth a look by ctags first.
 */
static bool
may_define(const char *line, size_t column, size_t word)
{
	size_t at = column, end = strlen(line);

	while (end > 0 && isspace((unsigned char)line[end - 1]))
		end--;
	if (strncmp(line + strspn(line, " \t"), "#define", 7) == 0)
		return true;
	if (end > 0 && line[end - 1] == ';' && strchr(line, '{') == NULL &&
	    strchr(line + column, '=') == NULL)
		return false;
	while (at > 0 && isspace((unsigned char)line[at - 1]))
		at--;
	if (at == 0) /* the first on its line */
		return column == 0 || strchr("{:=", line[end - 1]) != NULL ||
		       strchr("=:", line[column + word]) != NULL;
	return strchr("*&>])}.:", line[at - 1]) != NULL ||
	       (is_word(line[at - 1]) && at < column && !is_no_type(line, at));
}

static void
add(struct uses *u, const struct hits *h, long line, size_t word)
{
	size_t len = h->end - h->start;
	struct use use = {.line = line, .column = (long)h->match + 1};

	len -= len > 0 && h->s[h->end - 1] == '\r';
	use.text = xstrndup(h->s + h->start, len);
	u->may_define |= may_define(use.text, h->match, word);
	u->v = xreallocarray(u->v, u->n + 1, sizeof(*u->v));
	u->v[u->n++] = use;
}

int
uses_find(struct uses *u, struct pattern *p, const char *word, const char *text,
    size_t len, struct error *e)
{
	struct hits h = {.pattern = p, .s = text, .len = len};
	size_t counted = 0;
	long line = 1;
	int found;

	while ((found = hits_next(&h, e)) > 0) {
		for (; counted < h.start; counted++)
			line += text[counted] == '\n';
		add(u, &h, line, strlen(word));
	}
	return found;
}

/* Where ctags knows no end, a line that is not indented is behind it. */
static bool
is_behind(const struct tag *tag, const struct use *u)
{
	return tag->end_line == 0 && u->line > tag->line &&
	       !isspace((unsigned char)*u->text);
}

void
uses_mark(struct uses *u, const struct tags *tags, const char *word)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct tag *tag = tags_around(tags, u->v[i].line);
		struct buf name = {0};

		if (tag == NULL || is_behind(tag, &u->v[i]))
			continue;
		tags_full_name(&name, tag);
		u->v[i].in = buf_detach(&name);
	}
	for (size_t i = 0; i < tags->n; i++) {
		if (strcmp(tags->v[i].name, word) != 0)
			continue;
		for (size_t j = 0; j < u->n; j++)
			u->v[j].definition |= u->v[j].line == tags->v[i].line;
	}
}

void
uses_release(struct uses *u)
{
	for (size_t i = 0; i < u->n; i++) {
		free(u->v[i].text);
		free(u->v[i].in);
	}
	free(u->v);
	*u = (struct uses){0};
}
