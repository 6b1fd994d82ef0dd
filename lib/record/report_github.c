/* report_github: annotations of a GitHub workflow's step */
#include "base/utf8.h"
#include "record/report.h"
#include "text/sha256.h"
#include "text/visible.h"
#include <string.h>

#define PER_LEVEL ((size_t)10)   /* more of a step GitHub drops unsaid */
#define MESSAGE   ((size_t)4000) /* bytes; GitHub takes 64 KiB */
#define TITLE     ((size_t)200)  /* bytes; GitHub takes 255 characters */

/*
 * A value: what ends a message, or with property != NULL a property, is
 * written as %XX, and so is every line's end: no content makes a command.
 */
static void
add_value(struct buf *out, const char *s, size_t most, bool property)
{
	size_t len = strlen(s);

	if (len > most)
		len = utf8_cut(s, len, most);
	for (size_t i = 0; i < len; i++) {
		if (strchr(property ? "%\r\n:," : "%\r\n", s[i]) != NULL)
			buf_addf(out, "%%%02X", (unsigned char)s[i]);
		else
			buf_addc(out, s[i]);
	}
	if (s[len] != '\0')
		buf_adds(out, "...");
}

static void
add_place(struct buf *out, struct report *r, const struct report_item *i)
{
	const char *line;
	size_t len;

	buf_adds(out, "file=");
	add_value(out, i->path, SIZE_MAX, true);
	if (i->line > 0)
		buf_addf(out, ",line=%ld,endLine=%ld", i->line, i->end_line);
	line = source_line(&r->sources, i->path, i->line, &len);
	if (line != NULL && i->column > 0 && i->end_line == i->line) {
		buf_addf(out, ",col=%ld", source_utf16(line, len, i->column));
		if (i->end_column > i->column)
			buf_addf(out, ",endColumn=%ld",
			    source_utf16(line, len, i->end_column));
	}
	buf_addc(out, ',');
}

static void
annotate(struct buf *out, struct report *r, const struct report_item *i)
{
	static const char *const commands[] = {"notice", "warning", "error"};

	buf_addf(out, "::%s ", commands[i->level]);
	if (i->path != NULL)
		add_place(out, r, i);
	buf_adds(out, "title=");
	add_value(out, i->name ? i->name : i->rule, TITLE, true);
	buf_adds(out, "::");
	add_value(out, i->message, MESSAGE, false);
	if (i->hint != NULL) {
		buf_adds(out, "%0A");
		add_value(out, i->hint, MESSAGE, false);
	}
	buf_addc(out, '\n');
}

static size_t
annotate_level(struct buf *out, struct report *r, enum report_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n && n < PER_LEVEL; i++) {
		if (r->v[i].level != level || r->v[i].allowed != NULL)
			continue;
		annotate(out, r, &r->v[i]);
		n++;
	}
	return n;
}

void
report_unheard(struct buf *out, const struct buf *text)
{
	char token[SHA256_HEX + 1];

	/* no text holds its own hash */
	sha256_hex(buf_str(text), text->len, token);
	buf_addf(out, "::stop-commands::%s\n", token);
	buf_add(out, buf_str(text), text->len);
	buf_addf(out, "::%s::\n", token);
}

void
report_github(struct buf *out, struct report *r)
{
	struct buf text = {0};
	size_t n = 0;

	for (int level = REPORT_ERROR; level >= REPORT_NOTE; level--)
		n += annotate_level(out, r, (enum report_level)level);
	if (n < r->n)
		buf_addf(out,
		    "%zu of %zu are annotated: GitHub shows 10 of each level; "
		    "all of them are in the log\n",
		    n, r->n);
	report_text(&text, r);
	buf_adds(out, "::group::The whole report\n");
	report_unheard(out, &text);
	buf_adds(out, "::endgroup::\n");
	buf_release(&text);
}
