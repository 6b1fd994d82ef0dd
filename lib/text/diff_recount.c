/* diff_recount: hunk headers that count what stands below them */
#include "base/alloc.h"
#include "text/diff_reader.h"
#include <string.h>

struct counts {
	long old, new, shift; /* shift: of the hunks of this file so far */
};

/* Whether another hunk, another file or nothing begins here. */
static bool
is_end(struct reader r)
{
	if (r.line == NULL || (r.len > 0 && !memchr(" +-\\", r.line[0], 4)))
		return true;
	if (!diff_starts(&r, "--- "))
		return false;
	diff_advance(&r);
	if (!diff_starts(&r, "+++ "))
		return false;
	diff_advance(&r);
	return diff_starts(&r, "@@ ") > 0;
}

static void
count(struct reader r, struct counts *c)
{
	long empty = 0; /* at the end they only part it from what follows */

	c->old = c->new = 0;
	for (diff_advance(&r); !is_end(r); diff_advance(&r)) {
		if (r.len == 0) {
			empty++;
			continue;
		}
		c->old += empty + (r.line[0] == ' ' || r.line[0] == '-');
		c->new += empty + (r.line[0] == ' ' || r.line[0] == '+');
		empty = 0;
	}
}

/* Writes the header at the line with the right counts; false if it is none. */
static bool
mend(const struct reader *r, struct counts *c, struct buf *out,
    struct strv *notes)
{
	struct diff_hunk h;
	const char *rest = diff_hunk_header(r, &h);
	long start;

	if (rest == NULL)
		return false;
	count(*r, c);
	start = h.new_start;
	if (c->old > 0 && c->new > 0)
		start = h.old_start + c->shift;
	c->shift += c->new - c->old;
	if (h.old_count == c->old &&
	    h.new_count == c->new &&h.new_start == start)
		return false;
	strv_addf(notes,
	    "line %zu of the diff: the hunk is @@ -%ld,%ld +%ld,%ld @@", r->at,
	    h.old_start, c->old, start, c->new);
	buf_addf(
	    out, "@@ -%ld,%ld +%ld,%ld", h.old_start, c->old, start, c->new);
	buf_add(out, rest, (size_t)(r->line + r->len - rest));
	buf_addc(out, '\n');
	return true;
}

void
diff_recount(struct buf *out, const char *text, size_t len, struct strv *notes)
{
	struct reader r = {.next = text, .end = text + len};
	struct counts c = {0};

	for (diff_advance(&r); r.line != NULL; diff_advance(&r)) {
		if (diff_starts(&r, "@@ ") && mend(&r, &c, out, notes))
			continue;
		if (diff_starts(&r, "+++ "))
			c.shift = 0;
		buf_add(out, r.line, (size_t)(r.next - r.line));
	}
}
