/* line_count: a line with a file's name, then its text */
#include "text/line_count.h"
#include "fuzz.h"

struct seen {
	const char *text;
	size_t len, n;
};

static void
see(void *context, const char *s, size_t len)
{
	struct seen *seen = context;

	assert(s >= seen->text && s + len <= seen->text + seen->len);
	assert(len > 0 && memchr(" \t\n", *s, 3) == NULL);
	seen->n++;
}

static struct line_count
count(const struct syntax *syntax, struct seen *seen, size_t piece)
{
	struct line_count c = {.syntax = syntax, .line = see, .context = seen};

	line_count_add(&c, seen->text, piece);
	line_count_add(&c, seen->text + piece, seen->len - piece);
	return c;
}

static size_t
lines_in(const char *s, size_t len)
{
	size_t n = len > 0 && s[len - 1] != '\n';

	for (size_t i = 0; i < len; i++)
		n += s[i] == '\n';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = fuzz_line(&data, &size), *text = fuzz_text(data, size);
	const struct language *l = language_of(name);
	const struct syntax *syntax = l ? l->syntax : NULL;
	struct seen whole = {.text = text, .len = size}, parts = whole;
	const char *nl =
	    size > 0 ? memchr(text + size / 2, '\n', size - size / 2) : NULL;
	struct line_count c = count(syntax, &whole, size), d;

	assert(c.blank + c.comment + c.code == lines_in(text, size));
	assert(whole.n <= c.code);
	/* it does not matter where it is cut */
	d = count(syntax, &parts, nl ? (size_t)(nl + 1 - text) : 0);
	assert(c.blank == d.blank && c.comment == d.comment &&
	       c.code == d.code && whole.n == parts.n);
	free(name);
	free(text);
	return 0;
}
