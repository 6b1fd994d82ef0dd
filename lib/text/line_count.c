/* line_count: blank lines, lines of comment and of code */
#include "text/line_count.h"
#include <string.h>

enum { OPENERS = 3 };

/*
 * A piece while it is read. Most lines are known by how they begin; only
 * those on which something opens that may go on behind the line's end are
 * looked at byte by byte. Where the next of these are is found by memchr.
 */
struct reader {
	struct line_count *c;
	const char *end;
	const char *marks[OPENERS]; /* what may open such a thing */
	const char *next[OPENERS];  /* the next of it, or end */
	size_t n;
	const char *close; /* where what is open ends, if that is known */
};

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
stands(const char *s, const char *end, const char *mark, size_t len)
{
	return (size_t)(end - s) >= len && memcmp(s, mark, len) == 0;
}

static bool
opens(const char *s, const char *end, const char *mark)
{
	return mark != NULL && s < end && *s == *mark &&
	       stands(s, end, mark, strlen(mark));
}

/* The next `mark`, by its first byte; end when there is none. */
static const char *
find_open(const char *s, const char *end, const char *mark)
{
	size_t len = strlen(mark);

	while ((s = memchr(s, *mark, (size_t)(end - s))) != NULL) {
		if (stands(s, end, mark, len))
			return s;
		s++;
	}
	return end;
}

/* Behind the next closing mark, found by its last byte; NULL: none. */
static const char *
find_close(const struct line_count *c, const char *s, const char *end)
{
	size_t len = c->close_len;
	char last = c->close[len - 1];
	const char *from = s, *back;

	while ((s = memchr(s, last, (size_t)(end - s))) != NULL) {
		s++;
		if ((size_t)(s - from) < len ||
		    memcmp(s - len, c->close, len) != 0)
			continue;
		if (last != '`')
			return s;
		for (back = s - 1; back > from && back[-1] == '\\'; back--)
			;
		if ((s - 1 - back) % 2 == 0)
			return s;
	}
	return NULL;
}

static void
open_until(struct reader *r, const char *close, size_t len, bool is_comment)
{
	memcpy(r->c->close, close, len);
	r->c->close_len = len;
	r->c->is_comment = is_comment;
	r->close = NULL;
}

/* Lua's --[[ and --[==[: the closing mark is made; its opening's length. */
static size_t
long_bracket(const char *s, const char *end, char close[36])
{
	size_t level = 0;

	if (!opens(s, end, "--["))
		return 0;
	while (level < 32 && s + 3 + level < end && s[3 + level] == '=')
		level++;
	if (s + 3 + level >= end || s[3 + level] != '[')
		return 0;
	memset(close, '=', level + 2);
	close[0] = close[level + 1] = ']';
	return level + 4;
}

/*
 * Whether something opens at s that may go on behind the line's end: how
 * long its mark is. A string is a comment where nothing stands before it.
 */
static size_t
open_at(struct reader *r, const char *s, const char *nl, bool code)
{
	const struct syntax *l = r->c->syntax;
	char close[36];
	size_t len;

	if (opens(s, nl, l->open)) {
		open_until(r, l->close, strlen(l->close), true);
		return strlen(l->open);
	}
	if (l->flags & SYNTAX_LONG_TICK && *s == '`') {
		open_until(r, "`", 1, false);
		return 1;
	}
	if (l->flags & SYNTAX_TRIPLE &&
	    (opens(s, nl, "\"\"\"") || opens(s, nl, "'''"))) {
		open_until(r, s, 3, !code);
		return 3;
	}
	if (l->flags & SYNTAX_LONG_BRACKET &&
	    (len = long_bracket(s, nl, close)) > 0) {
		open_until(r, close, len - 2, true);
		return len;
	}
	return 0;
}

/* Behind the string that opens at s, at most the line's end. */
static const char *
string_end(const char *s, const char *nl)
{
	char quote = *s++;

	for (; s < nl; s++) {
		if (*s == '\\')
			s++;
		else if (*s == quote)
			return s + 1;
	}
	return nl;
}

static bool
opens_line_comment(const struct syntax *l, const char *s, const char *nl)
{
	return opens(s, nl, l->line) || opens(s, nl, l->line2);
}

/* A letter before the quotes is part of a docstring: r""" and the like. */
static bool
is_prefix(const char *s, const char *nl)
{
	return strchr("rRuUbBfF", *s) != NULL && s + 1 < nl &&
	       (s[1] == '"' || s[1] == '\'');
}

/*
 * Reads a line from s on, where nothing is open. Whether there is code, also
 * before s.
 */
static bool
read_closely(struct reader *r, const char *s, const char *nl, bool code)
{
	const struct syntax *l = r->c->syntax;
	const char *close;
	size_t len;

	while (s < nl) {
		if (is_blank(*s)) {
			s++;
			continue;
		}
		len = open_at(r, s, nl, code);
		if (len > 0) {
			code |= !r->c->is_comment;
			close = find_close(r->c, s + len, nl);
			if (close == NULL)
				return code;
			r->c->close_len = 0;
			s = close;
			continue;
		}
		if (opens_line_comment(l, s, nl) &&
		    (!(l->flags & SYNTAX_AFTER_SPACE) || is_blank(s[-1])))
			return code;
		if (!(l->flags & SYNTAX_TRIPLE && !code && is_prefix(s, nl)))
			code = true;
		if (*s == '\\')
			s += 2;
		else
			s = strchr(l->quotes, *s) ? string_end(s, nl) : s + 1;
	}
	return code;
}

/* A line on which something is open from before. */
static bool
read_open(struct reader *r, const char *s, const char *nl)
{
	bool code = !r->c->is_comment;

	if (r->close == NULL)
		r->close = find_close(r->c, s, r->end);
	if (r->close == NULL)
		r->close = r->end + 1;
	if (r->close > nl)
		return code;
	s = r->close;
	r->c->close_len = 0;
	return read_closely(r, s, nl, code);
}

/* Whether anything may open on the line that ends at nl. */
static bool
may_open(struct reader *r, const char *s, const char *nl)
{
	bool found = false;

	for (size_t i = 0; i < r->n; i++) {
		if (r->next[i] < s)
			r->next[i] = find_open(s, r->end, r->marks[i]);
		found |= r->next[i] < nl;
	}
	return found;
}

/* Whether a line that is not blank is code. */
static bool
is_code(struct reader *r, const char *s, const char *nl)
{
	struct line_count *c = r->c;
	bool code = true;

	if (c->close_len > 0)
		return read_open(r, s, nl);
	if (c->syntax != NULL) {
		/* Lua's block comment opens as that of a line does */
		if (may_open(r, s, nl))
			code = read_closely(r, s, nl, false);
		else
			code = !opens_line_comment(c->syntax, s, nl);
	}
	if (code && c->line != NULL)
		c->line(c->context, s, (size_t)(nl - s));
	return code;
}

static void
begin(struct reader *r, const char *s)
{
	const struct syntax *l = r->c->syntax;

	if (l == NULL)
		return;
	if (l->open != NULL)
		r->marks[r->n++] = l->open;
	if (l->flags & SYNTAX_LONG_TICK)
		r->marks[r->n++] = "`";
	if (l->flags & SYNTAX_LONG_BRACKET)
		r->marks[r->n++] = "--[";
	if (l->flags & SYNTAX_TRIPLE) {
		r->marks[r->n++] = "\"\"\"";
		r->marks[r->n++] = "'''";
	}
	for (size_t i = 0; i < r->n; i++)
		r->next[i] = find_open(s, r->end, r->marks[i]);
}

void
line_count_add(struct line_count *c, const char *s, size_t len)
{
	struct reader r = {.c = c, .end = s + len};
	const char *nl;

	begin(&r, s);
	for (; s < r.end; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(r.end - s));
		if (nl == NULL)
			nl = r.end;
		while (s < nl && is_blank(*s))
			s++;
		if (s == nl)
			c->blank++;
		else if (is_code(&r, s, nl))
			c->code++;
		else
			c->comment++;
	}
}
