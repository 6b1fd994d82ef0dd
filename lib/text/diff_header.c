/* diff_header: the extended headers of git's diffs */
#include "text/diff_name.h"
#include "text/diff_reader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
read_mode(struct section *s, size_t n, unsigned *mode)
{
	static const unsigned known[] = {0100644, 0100755, 0120000, 0160000};
	const struct reader *r = s->r;
	char text[7];

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		snprintf(text, sizeof(text), "%o", known[i]);
		if (r->len - n == 6 && memcmp(r->line + n, text, 6) == 0) {
			*mode = known[i];
			return 0;
		}
	}
	return diff_refuse(
	    r, r->at, "unknown file mode '%.*s'", diff_shown(r), r->line);
}

static int
read_header_name(struct section *s, size_t n, char **name)
{
	*name = diff_name_read(s->r->line + n, s->r->len - n);
	if (*name == NULL)
		return diff_refuse(s->r, s->r->at, "a badly quoted file name");
	return 0;
}

static int
read_percent(const struct section *s, size_t n)
{
	const struct reader *r = s->r;
	const char *end;
	long value;

	end = diff_number(r->line + n, r->line + r->len, &value);
	if (end == NULL || value > 100 || end + 1 != r->line + r->len ||
	    *end != '%')
		return diff_refuse(r, r->at, "'%.*s' is no percentage",
		    diff_shown(r), r->line);
	return 0;
}

static size_t
hex_length(const char *s, const char *end)
{
	const char *start = s;

	while (
	    s < end && ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'f')))
		s++;
	return (size_t)(s - start);
}

/* "index 0a1b..2c3d" with or without " 100644". */
static int
read_index(struct section *s, size_t n)
{
	const struct reader *r = s->r;
	const char *p = r->line + n, *end = r->line + r->len;
	size_t old, new;

	old = hex_length(p, end);
	p += old;
	if (old < 4 || old > 64 || end - p < 2 || memcmp(p, "..", 2) != 0)
		return diff_refuse(r, r->at, "'%.*s' is no index line",
		    diff_shown(r), r->line);
	new = hex_length(p + 2, end);
	p += 2 + new;
	if (new < 4 || new > 64 || (p != end && *p != ' '))
		return diff_refuse(r, r->at, "'%.*s' is no index line",
		    diff_shown(r), r->line);
	if (p == end)
		return 0;
	return read_mode(s, (size_t)(p + 1 - r->line), &s->index_mode);
}

static int
read_extended(struct section *s, size_t i, size_t n)
{
	switch (i) {
	case 0:
		return read_mode(s, n, &s->old_mode);
	case 1:
		return read_mode(s, n, &s->new_mode);
	case 2:
		return read_mode(s, n, &s->created);
	case 3:
		return read_mode(s, n, &s->deleted);
	case 4:
	case 5:
		s->from_is_copy = i == 4;
		return read_header_name(s, n, &s->from);
	case 6:
	case 7:
		s->to_is_copy = i == 6;
		return read_header_name(s, n, &s->to);
	case 8:
	case 9:
		return read_percent(s, n);
	default:
		return read_index(s, n);
	}
}

static int
read_headers(struct section *s)
{
	static const char *const words[] = {"old mode ", "new mode ",
	    "new file mode ", "deleted file mode ", "copy from ",
	    "rename from ", "copy to ", "rename to ", "similarity index ",
	    "dissimilarity index ", "index "};
	/* copy and rename exclude each other */
	static const unsigned bits[] = {0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7};
	struct reader *r = s->r;
	size_t i, n = 0;

	for (;;) {
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if ((n = diff_starts(r, words[i])) > 0)
				break;
		if (n == 0)
			return 0;
		if (s->seen & 1u << bits[i])
			return diff_refuse(
			    r, r->at, "a second '%s' line", words[i]);
		s->seen |= 1u << bits[i];
		if (read_extended(s, i, n) < 0)
			return -1;
		diff_advance(r);
		n = 0;
	}
}

/* Brings the headers to agree; fills the modes. */
static int
settle_headers(struct section *s)
{
	struct diff_file *f = s->f;
	bool moved = s->from || s->to;

	if (!s->from != !s->to || (moved && s->from_is_copy != s->to_is_copy))
		return diff_refuse(s->r, f->at,
		    "a rename or copy needs both its 'from' and its 'to'");
	if (!s->old_mode != !s->new_mode)
		return diff_refuse(
		    s->r, f->at, "'old mode' and 'new mode' go together");
	if (s->old_mode != 0 && s->old_mode == s->new_mode)
		return diff_refuse(
		    s->r, f->at, "'old mode' and 'new mode' are the same");
	if ((s->old_mode ^ s->new_mode) & DIFF_MODE_TYPE)
		return diff_refuse(s->r, f->at,
		    "a mode cannot make a file another kind of thing; git "
		    "deletes the one and creates the other");
	if ((s->created != 0) + (s->deleted != 0) +
		(s->old_mode != 0 || moved) >
	    1)
		return diff_refuse(s->r, f->at,
		    "the headers contradict each other: new, deleted, renamed "
		    "or changed");
	f->old_mode = s->deleted | s->old_mode;
	f->new_mode = s->created | s->new_mode;
	if (s->index_mode == 0)
		return 0;
	if (s->created || s->deleted || s->old_mode)
		return diff_refuse(s->r, f->at,
		    "the index line and another one both state a mode");
	f->old_mode = f->new_mode = s->index_mode;
	return 0;
}

int
diff_read_headers(struct section *s)
{
	return read_headers(s) < 0 ? -1 : settle_headers(s);
}

/* All but similarity and index. */
bool
diff_headers_change(const struct section *s)
{
	return (s->seen & 0x3f) != 0;
}
