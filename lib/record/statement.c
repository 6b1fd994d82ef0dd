/* statement: commands and SQL that take several lines of a changed file */
#include "record/statement.h"
#include <ctype.h>
#include <string.h>

static bool
is_sql(const struct subject *s)
{
	size_t n = strlen(s->path);

	return n > 4 && strcmp(s->path + n - 4, ".sql") == 0;
}

/* Where a comment begins behind what a pipe or a list continues. */
static size_t
comment_at(const struct diff_line *l)
{
	size_t blank = 0;

	for (size_t i = 0; i + 1 < l->len; i++) {
		if (l->text[i] != ' ' && l->text[i] != '\t')
			blank = i + 1;
		else if (l->text[i + 1] == '#' && blank > 0 &&
			 strchr("|&", l->text[blank - 1]))
			return blank;
	}
	return l->len;
}

/* Without blanks at its end, and the backslash that continues it. */
static size_t
length(const struct diff_line *l, bool *continued)
{
	size_t len = comment_at(l);

	while (len > 0 && isspace((unsigned char)l->text[len - 1]))
		len--;
	*continued = len > 0 && l->text[len - 1] == '\\';
	return len - *continued;
}

/* In what YAML folds the next line of the new file may begin with a pipe. */
static bool
pipe_follows(const struct subject *s, const struct diff_hunk *h, size_t line)
{
	const struct diff_line *l;
	size_t i = 0;

	while (line < h->n && h->lines[line].kind == '-')
		line++;
	if (line == h->n || s->language == NULL ||
	    strcmp(s->language->name, "YAML") != 0)
		return false;
	l = &h->lines[line];
	while (i < l->len && isspace((unsigned char)l->text[i]))
		i++;
	return i < l->len && strchr("|&", l->text[i]);
}

/* Whether a statement goes on behind a line. */
static bool
goes_on(const struct subject *s, const struct diff_line *l)
{
	bool continued;
	size_t len = length(l, &continued);

	if (is_sql(s))
		return len > 0 && l->text[len - 1] != ';';
	return continued || (len > 0 && strchr("|&", l->text[len - 1]));
}

static void
add(struct statement *st, bool sql, const struct diff_line *l,
    const struct changed *new)
{
	bool continued, comma;

	buf_add(&st->text, l->text, length(l, &continued));
	comma = st->text.len > 0 && st->text.data[st->text.len - 1] == ',';
	buf_addc(&st->text, sql && comma ? '\n' : ' ');
	st->line[st->n++] =
	    (struct statement_line){.end = st->text.len, .new = new};
}

/* Reads one, new or not; false at the end of the hunk. */
static bool
read_one(struct statements *at, const struct diff_hunk *h, struct statement *st,
    bool *new)
{
	const struct subject *s = at->subject;

	buf_truncate(&st->text, 0);
	st->n = 0;
	*new = false;
	while (at->line < h->n && st->n < STATEMENT_LINES) {
		const struct diff_line *l = &h->lines[at->line++];
		const struct changed *changed =
		    l->kind == ' ' ? NULL : &s->v[at->changed++];

		if (l->kind == '-')
			continue;
		*new |= changed != NULL;
		if (!is_sql(s) || !subject_is_comment(s, l->text, l->len))
			add(st, is_sql(s), l, changed);
		if (!goes_on(s, l) && !pipe_follows(s, h, at->line))
			break;
	}
	return st->n > 0;
}

bool
statement_next(struct statements *at, struct statement *st)
{
	const struct diff_file *f = at->subject->file;
	bool new;

	for (; at->hunk < f->n; at->hunk++, at->line = 0)
		while (at->line < f->hunks[at->hunk].n)
			if (read_one(at, &f->hunks[at->hunk], st, &new) && new)
				return true;
	buf_release(&st->text);
	return false;
}

struct changed
statement_line(const struct statement *st, size_t i)
{
	size_t start = i > 0 ? st->line[i - 1].end : 0;

	return (struct changed){.kind = '+',
	    .text = buf_str(&st->text) + start,
	    .len = st->line[i].end - start};
}

const struct changed *
statement_new(const struct statement *st, size_t i, size_t k,
    const struct rule *rule, const struct subject *s)
{
	for (; i <= k; i++)
		if (st->line[i].new != NULL &&
		    judge_counts(rule, s, st->line[i].new))
			return st->line[i].new;
	return NULL;
}

/* The line that a place in the text lies in. */
static size_t
line_of(const struct statement *st, size_t at)
{
	size_t i = 0;

	while (i + 1 < st->n && st->line[i].end <= at)
		i++;
	return i;
}

static bool
matches(const struct rule *rule, const struct changed *at,
    statement_filter *passes, void *arg)
{
	return rule_matches(rule, at) &&
	       (passes == NULL || passes(at->text, at->len, arg));
}

static void
judge_joined(struct judge *j, const struct rule *rule, const struct subject *s,
    const struct statement *st, statement_filter *passes, void *arg)
{
	const struct changed *new;
	size_t from = 0, start, end, i, k, alone;

	while (from < st->text.len &&
	       rule_find(rule, &st->text, from, &start, &end)) {
		from = end > from ? end : from + 1;
		i = line_of(st, start);
		k = line_of(st, end - (end > start));
		for (alone = i; alone <= k; alone++) {
			struct changed at = statement_line(st, alone);

			if (rule_matches(rule, &at))
				break;
		}
		new = alone > k ? statement_new(st, i, k, rule, s) : NULL;
		if (new != NULL &&
		    (passes == NULL ||
			passes(st->text.data + start, end - start, arg)))
			judge_add(j, rule, s, new, rule->level, NULL);
	}
}

void
statement_judge(struct judge *j, const struct rule *rule,
    const struct subject *s, statement_filter *passes, void *arg)
{
	struct statements at = {.subject = s};
	struct statement st = {0};

	while (statement_next(&at, &st)) {
		for (size_t i = 0; i < st.n; i++)
			if (statement_new(&st, i, i, rule, s) != NULL &&
			    matches(rule, st.line[i].new, passes, arg))
				judge_add(j, rule, s, st.line[i].new,
				    rule->level, NULL);
		if (st.n > 1)
			judge_joined(j, rule, s, &st, passes, arg);
	}
}
