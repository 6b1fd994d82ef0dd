/* comments: where the comments are in source text */
#include "text/comments.h"
#include <ctype.h>
#include <string.h>

static bool
stands(const struct comments *c, size_t at, const char *mark)
{
	size_t len;

	if (mark == NULL || at >= c->len || c->text[at] != mark[0])
		return false;
	len = strlen(mark);
	return c->len - at >= len && memcmp(c->text + at, mark, len) == 0;
}

static size_t
find(const struct comments *c, size_t at, const char *mark, size_t len)
{
	const char *found = memmem(c->text + at, c->len - at, mark, len);

	return found ? (size_t)(found - c->text) : c->len;
}

/* Behind the string that opens at c->at. */
static size_t
string_end(const struct comments *c)
{
	const char *open = c->text + c->at;
	char quote = *open;
	bool is_long = quote == '`' && c->syntax->flags & SYNTAX_LONG_TICK;
	size_t at = c->at + 1, end;

	if (c->syntax->flags & SYNTAX_TRIPLE && c->len - c->at >= 3 &&
	    open[1] == quote && open[2] == quote) {
		end = find(c, c->at + 3, open, 3);
		return end < c->len ? end + 3 : c->len;
	}
	for (; at < c->len && (c->text[at] != '\n' || is_long); at++) {
		if (c->text[at] == '\\')
			at++;
		else if (c->text[at] == quote)
			return at + 1;
	}
	return at < c->len ? at : c->len;
}

/* Lua's [[ and [==[ at `at`: the closing one's place, 0 if it is neither. */
static size_t
bracket_end(const struct comments *c, size_t at, size_t *open, size_t *close)
{
	char mark[34] = "]";
	size_t level = 0;

	if (!stands(c, at, "["))
		return 0;
	while (level < 32 && stands(c, at + 1 + level, "="))
		mark[++level] = '=';
	if (!stands(c, at + 1 + level, "["))
		return 0;
	mark[level + 1] = ']';
	*open = at + level + 2;
	*close = find(c, *open, mark, level + 2);
	return *close < c->len ? *close + level + 2 : c->len;
}

/* The comment that opens at c->at: its bounds, and c->at behind it. */
static bool
take(struct comments *c, size_t *start, size_t *end)
{
	const struct syntax *l = c->syntax;
	const char *mark = stands(c, c->at, l->line) ? l->line : l->line2;
	size_t behind;

	if (stands(c, c->at, l->open)) {
		*start = c->at + strlen(l->open);
		*end = find(c, *start, l->close, strlen(l->close));
		c->at = *end < c->len ? *end + strlen(l->close) : c->len;
		return true;
	}
	if (!stands(c, c->at, mark))
		return false;
	if (l->flags & SYNTAX_AFTER_SPACE && c->at > 0 &&
	    !isspace((unsigned char)c->text[c->at - 1]))
		return false;
	*start = c->at + strlen(mark);
	if (l->flags & SYNTAX_LONG_BRACKET &&
	    (behind = bracket_end(c, *start, start, end)) > 0) {
		c->at = behind;
		return true;
	}
	*end = find(c, *start, "\n", 1);
	c->at = *end;
	return true;
}

/* A ' behind a letter or digit is no quote: 1'000, it's. */
static bool
opens_string(const struct comments *c)
{
	char q = c->text[c->at];

	if (q == '\0' || strchr(c->syntax->quotes, q) == NULL)
		return false;
	return q != '\'' || c->at == 0 || c->syntax->flags & SYNTAX_TRIPLE ||
	       !isalnum((unsigned char)c->text[c->at - 1]);
}

/* Steps over the string that opens at c->at: what is between its quotes. */
static void
take_string(struct comments *c, size_t *start, size_t *end)
{
	const char *open = c->text + c->at;
	size_t behind = string_end(c);
	size_t n =
	    behind - c->at >= 6 && open[1] == *open && open[2] == *open ? 3 : 1;

	*start = c->at + n;
	*end = behind;
	if (behind - *start >= n && c->text[behind - 1] == *open)
		*end -= n;
	c->at = behind;
}

/* The bytes that may open a comment or a string, and the backslash. */
static void
mark_openers(const struct syntax *l, bool opens[256])
{
	const char *const marks[] = {l->line, l->line2, l->open};

	memset(opens, 0, 256 * sizeof(*opens));
	for (size_t i = 0; i < 3; i++)
		if (marks[i] != NULL)
			opens[(unsigned char)marks[i][0]] = true;
	for (const char *q = l->quotes; *q; q++)
		opens[(unsigned char)*q] = true;
	opens['\\'] = true;
}

bool
comments_next(struct comments *c, size_t *start, size_t *end)
{
	bool opens[256];

	mark_openers(c->syntax, opens);
	while (c->at < c->len) {
		if (!opens[(unsigned char)c->text[c->at]])
			c->at++;
		else if (take(c, start, end))
			return !(c->is_string = false);
		else if (!opens_string(c))
			c->at += 1 + (c->text[c->at] == '\\');
		else if (take_string(c, start, end), c->strings)
			return c->is_string = true;
	}
	return false;
}
