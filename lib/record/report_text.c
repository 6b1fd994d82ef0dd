/* report_text: findings for a terminal, each with the line it points at */
#include "base/utf8.h"
#include "record/redact.h"
#include "record/report.h"
#include "text/visible.h"
#include <stdio.h>
#include <string.h>

#define WIDTH ((size_t)160) /* bytes of a source line that are shown */

/* What stands around words that are coloured. */
struct colours {
	const char *level[REPORT_ERROR + 1], *bold, *soft, *off;
};

static const struct colours plain = {{"", "", ""}, "", "", ""};
static const struct colours bright = {
    {"\033[1;36m", "\033[1;33m", "\033[1;31m"}, "\033[1m", "\033[2m", "\033[m"};

/* Lines after the first stand behind a bar: none begins with foreign text. */
static void
add_lines(struct buf *out, const char *text)
{
	for (const char *nl; (nl = strchr(text, '\n')) != NULL; text = nl + 1) {
		buf_add(out, text, (size_t)(nl - text));
		buf_adds(out, "\n  | ");
	}
	buf_adds(out, text);
}

/* Whether a terminal gives it two columns: East Asian wide, and emoji. */
static bool
is_wide(uint32_t cp)
{
	return (cp >= 0x1100 && cp <= 0x115F) ||
	       (cp >= 0x2E80 && cp <= 0xA4CF && cp != 0x303F) ||
	       (cp >= 0xAC00 && cp <= 0xD7A3) ||
	       (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0xFE30 && cp <= 0xFE6F) ||
	       (cp >= 0xFF00 && cp <= 0xFF60) ||
	       (cp >= 0xFFE0 && cp <= 0xFFE6) ||
	       (cp >= 0x1F300 && cp <= 0x1F64F) ||
	       (cp >= 0x1F900 && cp <= 0x1F9FF) ||
	       (cp >= 0x20000 && cp <= 0x3FFFD);
}

static bool
is_combining(uint32_t cp)
{
	return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x1AB0 && cp <= 0x1AFF) ||
	       (cp >= 0x20D0 && cp <= 0x20FF) || (cp >= 0xFE00 && cp <= 0xFE0F);
}

/* As many columns as the text takes, with its tabs. */
static void
add_blank(struct buf *out, const char *s, size_t len)
{
	uint32_t cp;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_decode(s + at, len - at, &cp);
		if (n == 0)
			n = 1, cp = 'x';
		if (is_combining(cp))
			continue;
		buf_adds(out, cp == '\t' ? "\t" : is_wide(cp) ? "  " : " ");
	}
}

static size_t
boundary(const char *s, size_t len, size_t at)
{
	while (at > 0 && at < len && ((unsigned char)s[at] & 0xC0) == 0x80)
		at--;
	return at < len ? at : len;
}

static void
add_caret(struct buf *out, const struct report_item *i, const char *line,
    size_t from, size_t to, const struct colours *c)
{
	size_t column = boundary(line, to, (size_t)i->column - 1);
	size_t end = i->end_line == i->line && i->end_column > i->column
			 ? (size_t)i->end_column - 1
			 : 0;
	struct buf before = {0}, marked = {0}, under = {0};

	if (column < from || i->column == 0)
		return;
	visible(&before, line + from, column - from, false);
	end = boundary(line, to, end);
	if (end > column) {
		visible(&marked, line + column, end - column, false);
		add_blank(&under, buf_str(&marked), marked.len);
	}
	buf_addf(out, "%s       | %s", c->soft, c->off);
	add_blank(out, buf_str(&before), before.len);
	buf_addf(out, "%s^", c->level[i->level]);
	for (size_t n = 1; n < under.len; n++)
		buf_addc(out, '~');
	buf_addf(out, "%s\n", c->off);
	buf_release(&before);
	buf_release(&marked);
	buf_release(&under);
}

/* The line itself; of a very long one, what is around the column. */
static void
add_part(struct buf *out, const struct report_item *i, const char *line,
    size_t len, const struct colours *c)
{
	size_t from = 0, to;

	if ((size_t)i->column > WIDTH / 2 && len > WIDTH)
		from = boundary(line, len, (size_t)i->column - WIDTH / 2);
	to = boundary(line, len, from + WIDTH);
	visible(out, line + from, to - from, false);
	buf_addc(out, '\n');
	add_caret(out, i, line, from, to, c);
}

/* A line with a secret is shown without it, and one that is all secret not. */
static void
add_source(struct buf *out, struct report *r, const struct report_item *i,
    const struct colours *c)
{
	size_t len;
	const char *line = source_line(&r->sources, i->path, i->line, &len);
	struct buf safe = {0};
	bool same;

	if (line == NULL)
		return;
	redact(&safe, line, len);
	same = safe.len == len && memcmp(buf_str(&safe), line, len) == 0;
	if (!same || !i->secret) {
		buf_addf(out, "%s%6ld | %s", c->soft, i->line, c->off);
		if (same) {
			add_part(out, i, line, len, c);
		} else {
			visible(out, buf_str(&safe),
			    boundary(buf_str(&safe), safe.len, WIDTH), false);
			buf_addc(out, '\n');
		}
	}
	buf_release(&safe);
}

static void
add_item(struct buf *out, struct report *r, const struct report_item *i,
    const struct colours *c)
{
	buf_addf(out, "%s%s%s%s: ", i->allowed ? "allowed " : "",
	    c->level[i->level], report_level_name(i->level), c->off);
	if (i->kind == REPORT_TEST)
		buf_addf(out, "%s%s%s: ", c->bold, i->name, c->off);
	add_lines(out, i->message);
	buf_addf(out, " %s[%s]%s\n", c->soft, i->rule, c->off);
	if (i->path != NULL) {
		buf_addf(out, "%s   --> %s", c->soft, c->off);
		visible(out, i->path, strlen(i->path), false);
		if (i->line > 0)
			buf_addf(out, ":%ld", i->line);
		if (i->column > 0)
			buf_addf(out, ":%ld", i->column);
		buf_addc(out, '\n');
		add_source(out, r, i, c);
	}
	if (i->hint != NULL) {
		buf_adds(out, "  hint: ");
		add_lines(out, i->hint);
		buf_addc(out, '\n');
	}
	if (i->allowed != NULL) {
		buf_adds(out, "  allowed: ");
		add_lines(out, i->allowed);
		buf_addc(out, '\n');
	}
}

static void
add_summary(struct buf *out, const struct report_result *result,
    const struct colours *c)
{
	size_t n = strlen(result->name);
	bool named = result->named && strncmp(result->summary, result->name, n);

	buf_addf(out, "%s%s%s: %s%s%s\n",
	    c->level[result->success ? 0 : REPORT_ERROR],
	    result->success ? "yes" : "no", c->off, named ? result->name : "",
	    named ? ": " : "", result->summary);
}

static void
add_report(struct buf *out, struct report *r, const struct colours *c)
{
	for (size_t i = 0; i < r->n; i++)
		add_item(out, r, &r->v[i], c);
	for (size_t i = 0; i < r->n_results; i++)
		if (r->results[i].summary != NULL)
			add_summary(out, &r->results[i], c);
	buf_adds(out, c->bold);
	report_totals(out, r);
	buf_addf(out, "%s\n", c->off);
}

void
report_text(struct buf *out, struct report *r)
{
	add_report(out, r, &plain);
}

void
report_text_colour(struct buf *out, struct report *r)
{
	add_report(out, r, &bright);
}
