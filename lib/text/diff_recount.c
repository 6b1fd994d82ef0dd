/* diff_recount: hunk headers that count what stands below them */
#include "text/diff_reader.h"
#include <string.h>

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

void
diff_count(struct reader *r, long *old, long *new)
{
	long empty = 0;

	*old = *new = 0;
	for (; !is_end(*r); diff_advance(r)) {
		if (r->len == 0) {
			empty++;
			continue;
		}
		*old += empty + (r->line[0] == ' ' || r->line[0] == '-');
		*new += empty + (r->line[0] == ' ' || r->line[0] == '+');
		empty = 0;
	}
}

/*
 * Writes the header at the line with the right counts; false if it is none,
 * or right. *shift is by how much the hunks so far move the file's lines.
 */
static bool
mend(const struct reader *r, long *shift, struct buf *out, struct strv *notes)
{
	struct reader first = *r;
	struct diff_hunk h;
	const char *rest = diff_hunk_header(r, &h);
	long start, old, new;

	if (rest == NULL)
		return false;
	diff_advance(&first);
	diff_count(&first, &old, &new);
	start = old > 0 && new > 0 ? h.old_start + *shift : h.new_start;
	*shift += new - old;
	if (h.old_count == old && h.new_count == new &&h.new_start == start)
		return false;
	strv_addf(notes,
	    "line %zu of the diff: the hunk is @@ -%ld,%ld +%ld,%ld @@", r->at,
	    h.old_start, old, start, new);
	buf_addf(out, "@@ -%ld,%ld +%ld,%ld", h.old_start, old, start, new);
	buf_add(out, rest, (size_t)(r->line + r->len - rest));
	buf_addc(out, '\n');
	return true;
}

void
diff_recount(struct buf *out, const char *text, size_t len, struct strv *notes)
{
	struct reader r = {.next = text, .end = text + len};
	long shift = 0;

	for (diff_advance(&r); r.line != NULL; diff_advance(&r)) {
		if (diff_starts(&r, "@@ ") && mend(&r, &shift, out, notes))
			continue;
		if (diff_starts(&r, "+++ "))
			shift = 0;
		buf_add(out, r.line, (size_t)(r.next - r.line));
	}
}
