/* lintlog_lines: findings as compilers print them, one a line */
#include "base/alloc.h"
#include "text/lintlog.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Where a line says that its finding is. */
struct place {
	size_t path; /* length of the path, which begins the line */
	long line, column;
	const char *rest;
};

/* A number at s up to one of the ends; NULL when there is none. */
static const char *
read_number(const char *s, const char *ends, long *n)
{
	char *end;

	if (!isdigit((unsigned char)*s))
		return NULL;
	*n = strtol(s, &end, 10);
	return *end != '\0' && strchr(ends, *end) && *n > 0 ? end : NULL;
}

/* Behind the path: `:3:5:`, `:3:`, `:3 ` or `:3:5 `. */
static bool
read_colons(struct place *p, const char *s)
{
	const char *end = read_number(s + 1, ": ", &p->line), *more;

	if (end == NULL)
		return false;
	p->column = 0;
	more = *end == ':' ? read_number(end + 1, ": ", &p->column) : NULL;
	p->rest = more ? more : end;
	return true;
}

/* Behind the path: `(3,5):` */
static bool
read_parentheses(struct place *p, const char *s)
{
	const char *end = read_number(s + 1, ",", &p->line);

	end = end ? read_number(end + 1, ")", &p->column) : NULL;
	if (end == NULL || end[1] != ':')
		return false;
	p->rest = end + 1;
	return true;
}

static bool
read_place(struct place *p, const char *line)
{
	for (const char *s = line; (s = strpbrk(s, ":(")) != NULL; s++) {
		if (s == line)
			continue;
		p->path = (size_t)(s - line);
		if (*s == ':' ? read_colons(p, s) : read_parentheses(p, s)) {
			p->rest += strspn(p->rest, ": ");
			return true;
		}
	}
	return false;
}

/*
 * `error: `, `[error] `, or `error ` before a rule: returns what is behind
 * it, or s where there is none.
 */
static const char *
read_level(const char *s, enum lint_level *level)
{
	bool bracket = *s == '[', known;
	size_t n = strspn(s + bracket, "abcdefghijklmnopqrstuvwxyz");
	const char *end;
	char *word;

	if (strncmp(s, "fatal error", 11) == 0)
		n = 11;
	end = s + bracket + n;
	if (n == 0 || *end != (bracket ? ']' : *end == ' ' ? ' ' : ':'))
		return s;
	word = xstrndup(s + bracket, n);
	/* `note that` begins a message, `error TS1005: ` does not */
	known = (*end != ' ' || strcmp(word, "error") == 0 ||
		    strcmp(word, "warning") == 0) &&
		lintlog_level(word, level);
	free(word);
	return known ? end + 1 + strspn(end + 1, " ") : s;
}

/* The length of `E501`, `TS2322`, `MD013/line-length` at s; else 0. */
static size_t
code_at(const char *s)
{
	size_t letters = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	size_t digits = strspn(s + letters, "0123456789"), n;

	n = letters + digits;
	if (letters == 0 || digits == 0)
		return 0;
	if (s[n] == '/')
		n += strcspn(s + n, " :");
	return s[n] == ' ' || s[n] == ':' ? n : 0;
}

/* The rule in brackets at the end of the message, which loses it. */
static char *
take_last(char *message, char open, char close)
{
	size_t n = strlen(message);
	char *start = strrchr(message, open), *rule;

	if (n == 0 || message[n - 1] != close || start == NULL ||
	    start == message || start[-1] != ' ' || strchr(start, ' ') ||
	    start[1] == close)
		return NULL;
	message[n - 1] = '\0';
	rule = xstrdup(start + 1);
	while (start > message && start[-1] == ' ')
		start--;
	*start = '\0';
	return rule;
}

static void
read_line(struct lintlog *log, const char *line)
{
	struct lint_finding *f;
	struct place p;
	const char *s;
	char *rule = NULL, *message;
	enum lint_level level = log->level;
	size_t code;

	if (strncmp(line, "vet: ", 5) == 0)
		line += 5;
	if (isspace((unsigned char)*line) || !read_place(&p, line))
		return;
	s = read_level(p.rest, &level);
	if (strncmp(p.rest, "note: ", 6) == 0 || *s == '\0')
		return; /* of the finding before it */
	code = code_at(s);
	if (code > 0) {
		rule = xstrndup(s, code);
		s += code + strspn(s + code, ": ");
	}
	message = xstrdup(s);
	if (rule == NULL)
		rule = take_last(message, '[', ']');
	if (rule == NULL && *p.rest == '[')
		rule = take_last(message, '(', ')');
	f = lintlog_add(log, xstrndup(line, p.path), message);
	f->line = p.line;
	f->column = p.column;
	f->rule = rule;
	f->level = level;
}

int
lintlog_lines(
    struct lintlog *log, const char *text, size_t len, struct error *e)
{
	const char *end = text + len, *nl;
	char *line;

	(void)e;
	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		nl = nl ? nl : end;
		line = xstrndup(text, (size_t)(nl - text));
		line[strcspn(line, "\r")] = '\0';
		read_line(log, line);
		free(line);
	}
	return 0;
}
