/* report_markdown: a summary in GitHub's Markdown */
#include "base/utf8.h"
#include "record/report.h"
#include "text/visible.h"
#include <string.h>

#define MOST  (((size_t)1 << 20) - 4096) /* GitHub drops what is over 1 MiB */
#define LINES 12                         /* of a message that are shown */
#define LONG  ((size_t)400)              /* bytes of a line that are shown */

static size_t
longest_run(const char *s, size_t len)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < len; i++) {
		run = s[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
add_ticks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, '`');
}

/* A code span; in it no HTML, link, image or mention is one. */
static void
add_span(struct buf *out, const char *s, size_t len)
{
	size_t n = longest_run(s, len) + 1;
	const char *pad = n > 1 || s[0] == ' ' || s[len - 1] == ' ' ? " " : "";

	add_ticks(out, n);
	buf_adds(out, pad);
	buf_add(out, s, len);
	buf_adds(out, pad);
	add_ticks(out, n);
}

/*
 * Content stands in code spans only. A bar would end a table's cell even in
 * one, and whether a backslash before it helps depends on what is before
 * that: it is written outside, as a character reference.
 */
static void
add_code(struct buf *out, const char *s, size_t len)
{
	const char *end = s + len, *bar;

	while (s < end) {
		bar = memchr(s, '|', (size_t)(end - s));
		if (bar == NULL)
			bar = end;
		if (bar > s)
			add_span(out, s, (size_t)(bar - s));
		if (bar < end)
			buf_adds(out, "&#124;");
		s = bar < end ? bar + 1 : end;
	}
}

static void
add_line(struct buf *out, const char *s, size_t len)
{
	if (len <= LONG) {
		add_code(out, s, len);
		return;
	}
	add_code(out, s, utf8_cut(s, len, LONG));
	buf_adds(out, " ...");
}

/* The text's lines, as many as a table bears. */
static void
add_lines(struct buf *out, const char *s)
{
	const char *nl;
	size_t n = 0, more = 0;

	for (; *s != '\0'; s = *nl ? nl + 1 : nl) {
		nl = strchrnul(s, '\n');
		if (nl == s)
			continue;
		if (n == LINES) {
			more++;
			continue;
		}
		buf_adds(out, n++ > 0 ? "<br>" : "");
		add_line(out, s, (size_t)(nl - s));
	}
	if (more > 0)
		buf_addf(out, "<br>and %zu more lines", more);
}

static void
add_place(struct buf *out, const struct report_item *i)
{
	struct buf place = {0};

	if (i->path == NULL)
		return;
	visible(&place, i->path, strlen(i->path), false);
	if (i->line > 0)
		buf_addf(&place, ":%ld", i->line);
	add_line(out, place.data, place.len);
	buf_release(&place);
}

static void
add_item(struct buf *out, const struct report_item *i)
{
	buf_addf(out, "| %s%s | ", i->allowed ? "allowed " : "",
	    report_level_name(i->level));
	add_place(out, i);
	buf_adds(out, " | ");
	if (i->name != NULL) {
		add_lines(out, i->name);
		buf_adds(out, "<br>");
	}
	add_lines(out, i->message);
	if (i->hint != NULL) {
		buf_adds(out, "<br>hint: ");
		add_lines(out, i->hint);
	}
	buf_adds(out, " | ");
	add_lines(out, i->rule);
	buf_adds(out, " |\n");
}

/* Whole rows as long as they fit; then how many do not. */
static bool
fits(struct buf *out, size_t before, size_t left)
{
	if (out->len <= MOST)
		return true;
	buf_truncate(out, before);
	buf_addf(out, "\n%zu more are not shown.\n", left);
	return false;
}

static bool
add_items(struct buf *out, const struct report *r)
{
	size_t before, shown = 0;

	if (r->n == 0)
		return true;
	buf_adds(out, "\n| level | where | what | rule |\n"
		      "| --- | --- | --- | --- |\n");
	for (int level = REPORT_ERROR; level >= REPORT_NOTE; level--) {
		for (size_t i = 0; i < r->n; i++) {
			if ((int)r->v[i].level != level)
				continue;
			before = out->len;
			add_item(out, &r->v[i]);
			if (!fits(out, before, r->n - shown))
				return false;
			shown++;
		}
	}
	return true;
}

/* What is covered, file by file. */
static bool
add_coverage(struct buf *out, const struct report_coverage *c)
{
	struct buf path = {0};
	bool all = true;

	if (c->n > 0)
		buf_adds(out, "\n| file | lines | covered | % |\n"
			      "| --- | ---: | ---: | ---: |\n");
	for (size_t i = 0; i < c->n && all; i++) {
		const struct report_coverage_row *row = &c->v[i];
		size_t before = out->len;

		buf_truncate(&path, 0);
		visible(&path, row->path, strlen(row->path), false);
		buf_adds(out, "| ");
		add_line(out, buf_str(&path), path.len);
		buf_addf(out, " | %ld | %ld | %.1f |\n", row->lines,
		    row->covered, row->percent);
		all = fits(out, before, c->n - i);
	}
	if (all && c->left_out > 0)
		buf_addf(out, "\n%ld more files are not in the table.\n",
		    c->left_out);
	buf_release(&path);
	return all;
}

static void
add_results(struct buf *out, const struct report *r)
{
	size_t before;

	if (r->n_results == 0)
		return;
	buf_adds(out, "\n| result | answer | summary |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < r->n_results; i++) {
		before = out->len;
		buf_adds(out, "| ");
		add_lines(out, r->results[i].name);
		buf_addf(out, " | %s | ", r->results[i].success ? "yes" : "no");
		if (r->results[i].summary != NULL)
			add_lines(out, r->results[i].summary);
		buf_adds(out, " |\n");
		if (!fits(out, before, r->n_results - i))
			return;
	}
	for (size_t i = 0; i < r->n_results; i++)
		if (!add_coverage(out, &r->results[i].coverage))
			return;
}

void
report_markdown(struct buf *out, struct report *r)
{
	buf_adds(out, "## ");
	report_totals(out, r);
	buf_adds(out, "\n");
	if (add_items(out, r))
		add_results(out, r);
}
