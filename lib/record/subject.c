/* subject: a changed file as the rules see it */
#include "record/subject.h"
#include "base/alloc.h"
#include "record/rules.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ALLOW "codex: allow "

static const char *
allowed_list(const char *text, size_t len)
{
	const char *p = memmem(text, len, ALLOW, strlen(ALLOW));

	return p ? p + strlen(ALLOW) : NULL;
}

bool
allowance_in(const char *text, size_t len)
{
	const char *p = allowed_list(text, len);

	return p != NULL && p < text + len && islower((unsigned char)*p);
}

/* Rule ids with commas between them; what follows is a reason. */
bool
allowance_names(const char *text, size_t len, const char *rule)
{
	const char *p = allowed_list(text, len), *end = text + len;
	size_t n, want = strlen(rule);

	while (p != NULL && p < end) {
		for (n = 0; p + n < end &&
			    (isalnum((unsigned char)p[n]) || p[n] == '-');
		     n++)
			;
		if (n == want && memcmp(p, rule, n) == 0)
			return true;
		p += n;
		if (p == end || *p != ',')
			return false;
		for (p++; p < end && *p == ' '; p++)
			;
	}
	return false;
}

/* A mark that opens a comment, and what has it. */
struct mark {
	const char *text, *close; /* NULL: the rest of the line is comment */
	const char *family;       /* as line, line2 or open of a syntax */
};

static const struct mark marks[] = {
    {"//", NULL, "//"},
    {"/*", "*/", "/*"},
    {"*/", "", "/*"},
    {"* ", "*/", "/*"},
    {"<!--", "-->", "<!--"},
    {"-- ", NULL, "--"},
    {"; ", NULL, ";"},
    {"# ", NULL, "#"},
    {"##", NULL, "#"},
    {"dnl ", NULL, NULL},
    {"rem ", NULL, NULL},
    {"REM ", NULL, NULL},
    {"\"\"\"", "\"\"\"", "\"\"\""},
};

/* In a language that is not known, or holds others, every mark is one. */
static bool
has_mark(const struct syntax *x, const char *family)
{
	if (x == NULL || (x->open != NULL && strcmp(x->open, "<!--") == 0))
		return true;
	if (family == NULL)
		return false;
	if (strcmp(family, "\"\"\"") == 0)
		return x->flags & SYNTAX_TRIPLE;
	/* what has no // may have both # and ; or -- */
	if (strcmp(family, "#") == 0 && strcmp(x->line ? x->line : "//", "//"))
		return true;
	return (x->line && strcmp(x->line, family) == 0) ||
	       (x->line2 && strcmp(x->line2, family) == 0) ||
	       (x->open && strcmp(x->open, family) == 0);
}

static const struct mark *
mark_at(const struct subject *s, const char *text, size_t len)
{
	const struct syntax *x = s->language ? s->language->syntax : NULL;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i].text);

		if (len < n || memcmp(text, marks[i].text, n) != 0)
			continue;
		/* //bin/rm: a path, for all that is known */
		if (x == NULL && i == 0 && len > n &&
		    isalnum((unsigned char)text[n]))
			return NULL;
		return has_mark(x, marks[i].family) ? &marks[i] : NULL;
	}
	return NULL;
}

bool
subject_is_comment(const struct subject *s, const char *text, size_t len)
{
	const char *end = text + len, *close;
	const struct mark *m;

	for (;;) {
		while (text < end && isspace((unsigned char)*text))
			text++;
		len = (size_t)(end - text);
		if (len == 0 || (len == 1 && (*text == '#' || *text == '*')))
			return true;
		m = mark_at(s, text, len);
		if (m == NULL || (len > 2 && memcmp(text, "/*!", 3) == 0))
			return false; /* MySQL runs what is in these */
		text += strlen(m->text);
		if (m->close == NULL)
			return true;
		close = memmem(
		    text, (size_t)(end - text), m->close, strlen(m->close));
		if (close == NULL)
			return true;
		text = close + strlen(m->close);
	}
}

/*
 * The line that a removed line's allowance passes to: the first added one of
 * the same run of changes that repeats it, not far below.
 */
static const struct diff_line *
replaced(const struct diff_hunk *h, size_t at)
{
	const struct diff_line *l = &h->lines[at];
	const char *list = allowed_list(l->text, l->len), *other;
	size_t n = (size_t)(l->text + l->len - list);

	for (size_t i = at;
	     i-- > 0 && at - i < 64 && h->lines[i].kind != ' ';) {
		const struct diff_line *r = &h->lines[i];

		other = allowed_list(r->text, r->len);
		if (r->kind == '-' && other != NULL &&
		    (size_t)(r->text + r->len - other) == n &&
		    memcmp(other, list, n) == 0)
			return r;
	}
	return NULL;
}

/* The line above in its own version of the file, if both have it. */
static const struct diff_line *
above(const struct diff_hunk *h, size_t at)
{
	char kind = h->lines[at].kind;

	for (size_t i = at; i-- > 0 && at - i < 64;)
		if (h->lines[i].kind == ' ' || h->lines[i].kind == kind)
			return h->lines[i].kind == ' ' ? &h->lines[i] : NULL;
	return NULL;
}

static const struct diff_line *
allowance_for(const struct subject *s, const struct diff_hunk *h, size_t at)
{
	const struct diff_line *l = &h->lines[at];

	if (allowance_in(l->text, l->len))
		return l->kind == '-' ? l : replaced(h, at);
	l = above(h, at);
	return l != NULL && allowance_in(l->text, l->len) &&
		       subject_is_comment(s, l->text, l->len)
		   ? l
		   : NULL;
}

/* FNV-1a of what is on the line, without the blanks around it. */
static uint64_t
hash_line(const char *s, size_t len, bool letters)
{
	uint64_t hash = 0xcbf29ce484222325;

	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	while (len > 0 && isspace((unsigned char)*s)) {
		s++;
		len--;
	}
	for (size_t i = 0; i < len; i++)
		if (!letters || isalpha((unsigned char)s[i]))
			hash = (hash ^ (unsigned char)s[i]) * 0x100000001b3;
	return hash;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
other_side_has(const struct subject *s, const struct changed *at, bool letters)
{
	const struct side *side = at->kind == '+' ? &s->removed : &s->added;
	uint64_t hash = hash_line(at->text, at->len, letters);

	return side->n > 0 &&
	       bsearch(&hash, letters ? side->likeness : side->hash, side->n,
		   sizeof(hash), by_value) != NULL;
}

bool
subject_moved(const struct subject *s, const struct changed *at)
{
	return other_side_has(s, at, false);
}

bool
subject_resembles(const struct subject *s, const struct changed *at)
{
	return other_side_has(s, at, true);
}

static void
add_to_side(struct side *side, const struct diff_line *l, size_t line)
{
	side->line[side->n] = line;
	side->start[side->n] = side->text.len;
	side->hash[side->n] = hash_line(l->text, l->len, false);
	side->likeness[side->n++] = hash_line(l->text, l->len, true);
	buf_add(&side->text, l->text, l->len);
	buf_addc(&side->text, '\n');
}

static void
add_hunk(struct subject *s, const struct diff_hunk *h)
{
	/* "+4,0" is behind line 4; all others begin at their line */
	long line = h->new_start + (h->new_count == 0);

	for (size_t i = 0; i < h->n; i++) {
		const struct diff_line *l = &h->lines[i];

		if (l->kind != ' ') {
			s->v[s->n] = (struct changed){.kind = l->kind,
			    .line = line,
			    .text = l->text,
			    .len = l->len,
			    .allowance = allowance_for(s, h, i)};
			add_to_side(l->kind == '+' ? &s->added : &s->removed, l,
			    s->n++);
		}
		line += l->kind != '-';
	}
}

static void
side_sort(struct side *side)
{
	qsort(side->hash, side->n, sizeof(*side->hash), by_value);
	qsort(side->likeness, side->n, sizeof(*side->likeness), by_value);
}

void
subject_init(struct subject *s, const struct diff_file *f)
{
	size_t n = 0;

	*s = (struct subject){.file = f};
	s->path = rule_fold(f->path);
	s->old_path = rule_fold(f->old_path);
	s->language = language_of(s->path);
	for (size_t i = 0; i < f->n; i++)
		n += f->hunks[i].n;
	s->v = xcalloc(n + 1, sizeof(*s->v));
	for (int i = 0; i < 2; i++) {
		struct side *side = i ? &s->removed : &s->added;

		side->line = xcalloc(n + 1, sizeof(*side->line));
		side->start = xcalloc(n + 1, sizeof(*side->start));
		side->hash = xcalloc(n + 1, sizeof(*side->hash));
		side->likeness = xcalloc(n + 1, sizeof(*side->likeness));
	}
	for (size_t i = 0; i < f->n; i++)
		add_hunk(s, &f->hunks[i]);
	side_sort(&s->added);
	side_sort(&s->removed);
}

static void
side_release(struct side *side)
{
	free(side->line);
	free(side->start);
	free(side->hash);
	free(side->likeness);
	buf_release(&side->text);
}

void
subject_release(struct subject *s)
{
	side_release(&s->added);
	side_release(&s->removed);
	free(s->v);
	free(s->path);
	free(s->old_path);
}
