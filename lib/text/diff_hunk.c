/* diff_hunk: the lines of a diff, and its hunks */
#include "base/alloc.h"
#include "text/diff_reader.h"
#include <stdlib.h>
#include <string.h>

void
diff_advance(struct reader *r)
{
	const char *end;

	r->at++;
	if (r->next == r->end) {
		r->line = NULL;
		r->len = 0;
		return;
	}
	r->line = r->next;
	end = memchr(r->line, '\n', (size_t)(r->end - r->line));
	r->len = (size_t)((end ? end : r->end) - r->line);
	r->next = end ? end + 1 : r->end;
}

int
diff_refuse(const struct reader *r, size_t at, const char *fmt, ...)
{
	struct buf why = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&why, fmt, ap);
	va_end(ap);
	error_set(r->e, ERROR_INVALID_ARGUMENTS, "line %zu of the diff: %s", at,
	    buf_str(&why));
	buf_release(&why);
	return -1;
}

/* If the line begins with word, its length, else 0. */
size_t
diff_starts(const struct reader *r, const char *word)
{
	size_t n = strlen(word);

	return r->line && r->len >= n && memcmp(r->line, word, n) == 0 ? n : 0;
}

bool
diff_is_blank(const struct reader *r, size_t n)
{
	while (n < r->len && memchr(" \t\r", r->line[n], 3) != NULL)
		n++;
	return n >= r->len;
}

/* A line shortened for a message. */
int
diff_shown(const struct reader *r)
{
	return r->len > 60 ? 60 : (int)r->len;
}

const char *
diff_number(const char *s, const char *end, long *n)
{
	const char *start = s;

	for (*n = 0; s < end && *s >= '0' && *s <= '9' && s - start < 9; s++)
		*n = *n * 10 + (*s - '0');
	return s == start ? NULL : s;
}

/* "12,3" or "12" behind the sign; NULL if it is neither. */
static const char *
read_range(const char *s, const char *end, char sign, long *start, long *count)
{
	if (s == NULL || s == end || *s != sign)
		return NULL;
	s = diff_number(s + 1, end, start);
	*count = 1;
	if (s != NULL && s < end && *s == ',')
		s = diff_number(s + 1, end, count);
	return s;
}

const char *
diff_hunk_header(const struct reader *r, struct diff_hunk *h)
{
	const char *s = r->line + 3, *end = r->line + r->len;

	*h = (struct diff_hunk){.at = r->at};
	s = read_range(s, end, '-', &h->old_start, &h->old_count);
	if (s == NULL || s == end || *s != ' ')
		return NULL;
	s = read_range(s + 1, end, '+', &h->new_start, &h->new_count);
	if (s == NULL || end - s < 3 || memcmp(s, " @@", 3) != 0)
		return NULL;
	return s;
}

/* The kind of a hunk's line; an empty line is an empty line of context. */
static char
kind_of(const struct reader *r)
{
	if (r->line == NULL)
		return '\0';
	return r->len == 0 ? ' ' : r->line[0];
}

/* Whether a line is the beginning of what follows a hunk. */
static bool
is_next(const struct reader *r)
{
	return r->line == NULL || r->len == 0 || diff_starts(r, "@@") ||
	       diff_starts(r, "diff --git ") || diff_starts(r, "--- ") ||
	       memchr(" +-\\", r->line[0], 4) != NULL;
}

/* Says what the header of the hunk whose lines begin at `first` should say. */
static int
refuse_counts(
    const struct reader *r, const struct diff_hunk *h, struct reader first)
{
	long old = 0, new = 0;
	bool less;

	diff_count(&first, &old, &new);
	less = old <= h->old_count && new <= h->new_count;
	if (!is_next(r) && less)
		return diff_refuse(r, r->at,
		    "'%.*s' begins with none of ' ', '+' and '-', but the "
		    "hunk in line %zu states that %ld old and %ld new lines "
		    "are to come",
		    diff_shown(r), r->line, h->at, h->old_count - old,
		    h->new_count - new);
	return diff_refuse(r, h->at,
	    "the hunk states %ld old and %ld new lines, but %s %ld and %ld; "
	    "%swrite @@ -%ld,%ld +%ld,%ld @@",
	    h->old_count, h->new_count,
	    less && first.line == NULL ? "the diff ends after" : "has", old,
	    new, less && first.line == NULL ? "give all of it, or " : "",
	    h->old_start, old, h->new_start, new);
}

static int
read_no_newline(struct reader *r, struct diff_hunk *h, long old, long new)
{
	struct diff_line *l = h->n > 0 ? &h->lines[h->n - 1] : NULL;

	if (!diff_starts(r, "\\ No newline at end of file"))
		return diff_refuse(
		    r, r->at, "unknown marker '%.*s'", diff_shown(r), r->line);
	if (l == NULL || l->no_newline || (l->kind != '+' && old > 0) ||
	    (l->kind != '-' && new > 0))
		return diff_refuse(r, r->at,
		    "'\\ No newline at end of file' stands where the file "
		    "does not end");
	l->no_newline = true;
	diff_advance(r);
	return 0;
}

static void
add_line(struct diff_hunk *h, char kind, const char *text, size_t len)
{
	if ((h->n & (h->n - 1)) == 0)
		h->lines = xreallocarray(
		    h->lines, h->n ? 2 * h->n : 1, sizeof(*h->lines));
	h->lines[h->n++] =
	    (struct diff_line){.kind = kind, .text = text, .len = len};
}

static int
read_hunk_lines(struct reader *r, struct diff_hunk *h)
{
	struct reader first = *r;
	long old = h->old_count, new = h->new_count;
	bool changes = false;
	char kind;

	while (old > 0 || new > 0 || kind_of(r) == '\\') {
		kind = kind_of(r);
		if (kind == '\\') {
			if (read_no_newline(r, h, old, new) < 0)
				return -1;
			continue;
		}
		if (kind != ' ' && kind != '+' && kind != '-')
			return refuse_counts(r, h, first);
		old -= kind != '+';
		new -= kind != '-';
		if (old < 0 || new < 0)
			return refuse_counts(r, h, first);
		changes |= kind != ' ';
		add_line(
		    h, kind, r->line + (r->len > 0), r->len - (r->len > 0));
		diff_advance(r);
	}
	if (diff_starts(r, "+") || diff_starts(r, " ") ||
	    (diff_starts(r, "-") && !diff_starts(r, "--- ")))
		return refuse_counts(r, h, first);
	if (!changes)
		return diff_refuse(r, h->at, "the hunk changes nothing");
	return 0;
}

int
diff_read_hunks(struct reader *r, struct diff_file *f)
{
	struct diff_hunk *h;

	while (diff_starts(r, "@@")) {
		f->hunks = xreallocarray(f->hunks, f->n + 1, sizeof(*f->hunks));
		h = &f->hunks[f->n++];
		*h = (struct diff_hunk){0};
		if (!diff_starts(r, "@@ ") || !diff_hunk_header(r, h))
			return diff_refuse(r, r->at,
			    "'%.*s' is no hunk header such as "
			    "@@ -12,7 +12,8 @@",
			    diff_shown(r), r->line);
		diff_advance(r);
		if (read_hunk_lines(r, h) < 0)
			return -1;
	}
	if (f->n == 0)
		return diff_refuse(
		    r, r->at, "no @@ hunk follows the file names");
	return 0;
}
