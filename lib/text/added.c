/* added: the lines that a diff or a history adds */
#include "text/added.h"
#include "base/alloc.h"
#include "text/diff_name.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct line {
	const char *s;
	size_t len;
};

static bool
begins(const struct line *l, const char *with)
{
	size_t n = strlen(with);

	return l->len >= n && memcmp(l->s, with, n) == 0;
}

static struct line
line_at(const struct added *a)
{
	const char *s = a->s + a->at;
	const char *end = memchr(s, '\n', a->len - a->at);

	return (struct line){s, end ? (size_t)(end - s) : a->len - a->at};
}

static void
add_line(struct added *a, const char *s, size_t len, long number)
{
	a->lines = xreallocarray(a->lines, a->n + 1, sizeof(*a->lines));
	a->lines[a->n++] = number;
	buf_add(&a->text, s, len);
	buf_addc(&a->text, '\n');
}

/* A number in a hunk's header, and what it says when it is not there. */
static long
number(const char **s, const char *end, long fallback)
{
	long n = 0;

	if (*s == end || **s < '0' || **s > '9')
		return fallback;
	for (; *s < end && **s >= '0' && **s <= '9'; ++*s)
		n = n < LONG_MAX / 20 ? n * 10 + (**s - '0') : n;
	return n;
}

/* ",N" behind a line's number; one line when it is left out. */
static long
count(const char **s, const char *end)
{
	if (*s == end || **s != ',')
		return 1;
	++*s;
	return number(s, end, 1);
}

/* @@ -1,2 +3,4 @@, or with one more @ and range for each further parent. */
static void
start_hunk(struct added *a, const struct line *l)
{
	const char *s = l->s, *end = l->s + l->len;

	for (a->columns = 0; s < end && *s == '@'; s++)
		a->columns++;
	a->columns--;
	a->old_left = a->new_left = 0;
	while (s < end && *s != '@') {
		if (*s == '-') {
			s++;
			number(&s, end, 0);
			a->old_left += count(&s, end);
		} else if (*s == '+') {
			s++;
			a->line = number(&s, end, 0);
			a->new_left = count(&s, end);
		} else {
			s++;
		}
	}
	/* of a merge's lines it is not clear which parents have them */
	if (a->columns > 1)
		a->old_left = a->new_left = LONG_MAX;
	if (a->n > 0)
		add_line(a, "", 0, 0);
}

/* A line within a hunk; false when the hunk has ended before it. */
static bool
read_hunk_line(struct added *a, const struct line *l)
{
	size_t marks = l->len < a->columns ? l->len : a->columns;
	bool plus = memchr(l->s, '+', marks) != NULL;
	bool minus = memchr(l->s, '-', marks) != NULL;

	if (a->old_left <= 0 && a->new_left <= 0)
		return false;
	for (size_t i = 0; i < marks; i++)
		if (!strchr(" +-\\", l->s[i]))
			return false;
	if (l->len > 0 && *l->s == '\\')
		return true;
	if (a->columns == 1) {
		a->old_left -= !plus;
		a->new_left -= !minus;
	}
	if (plus && !minus)
		add_line(a, l->s + marks, l->len - marks, a->line);
	a->line += !minus;
	return true;
}

/* The name behind "+++ ", without the b/ in front and a time behind. */
static void
set_path(struct added *a, const struct line *l)
{
	const char *s = l->s + 4, *tab = memchr(s, '\t', l->len - 4);
	size_t len = tab && *s != '"' ? (size_t)(tab - s) : l->len - 4;
	char *name = diff_name_read(s, len);

	free(a->path);
	a->path = name ? name : xstrndup(s, len);
	if (strncmp(a->path, "b/", 2) == 0)
		memmove(a->path, a->path + 2, strlen(a->path) - 1);
}

/* Whether a line begins another part than the one that was gathered. */
static bool
ends_part(const struct added *a, const struct line *l)
{
	bool part =
	    begins(l, "diff --") || begins(l, "commit ") || begins(l, "+++ ");

	return part && (a->n > 0 || a->binary);
}

static void
read_header(struct added *a, const struct line *l)
{
	if (begins(l, "@@")) {
		start_hunk(a, l);
	} else if (begins(l, "commit ") && l->len >= 47) {
		memcpy(a->commit, l->s + 7, 40);
		free(a->path);
		a->path = NULL;
		a->line = 0;
	} else if (begins(l, "diff --")) {
		free(a->path);
		a->path = NULL;
		a->line = 0;
	} else if (begins(l, "+++ ")) {
		set_path(a, l);
	} else if (begins(l, "Binary files ")) {
		a->binary = true;
	} else if (begins(l, "    ") && a->path == NULL) {
		add_line(a, l->s + 4, l->len - 4, ++a->line);
	} else if (begins(l, "+")) {
		/* it belongs to no hunk: look at it all the same */
		add_line(a, l->s + 1, l->len - 1, a->line);
	}
}

bool
added_next(struct added *a)
{
	struct line l;

	buf_truncate(&a->text, 0);
	a->n = 0;
	a->binary = false;
	while (a->at < a->len) {
		l = line_at(a);
		if (!read_hunk_line(a, &l)) {
			a->old_left = a->new_left = 0;
			if (ends_part(a, &l))
				return true;
			read_header(a, &l);
		}
		a->at += l.len + (a->at + l.len < a->len);
	}
	return a->n > 0 || a->binary;
}

void
added_release(struct added *a)
{
	free(a->path);
	free(a->lines);
	buf_release(&a->text);
}
