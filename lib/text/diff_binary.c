/* diff_binary: the sections of a diff whose content is not text */
#include "base/alloc.h"
#include "text/diff_name.h"
#include "text/diff_reader.h"
#include <stdlib.h>
#include <string.h>

/* Bytes that a line of base85 holds, by its first letter; 0: no such line. */
static size_t
base85_bytes(const struct reader *r)
{
	char c = r->len > 0 ? r->line[0] : '\0';
	size_t n = c >= 'A' && c <= 'Z'   ? (size_t)(c - 'A') + 1
		   : c >= 'a' && c <= 'z' ? (size_t)(c - 'a') + 27
					  : 0;

	return r->len == 1 + (n + 3) / 4 * 5 ? n : 0;
}

/* "literal 12" or "delta 12", its lines, and the blank line behind them. */
static int
read_binary_block(struct reader *r, size_t n)
{
	const char *end = r->line + r->len;
	long size;

	if (diff_number(r->line + n, end, &size) != end)
		return diff_refuse(
		    r, r->at, "'%.*s' states no size", diff_shown(r), r->line);
	diff_advance(r);
	if (r->line == NULL || base85_bytes(r) == 0)
		return diff_refuse(r, r->at, "the binary patch is cut short");
	while (r->line != NULL && base85_bytes(r) > 0)
		diff_advance(r);
	if (r->line == NULL || r->len != 0)
		return diff_refuse(
		    r, r->at, "the binary patch is cut short or damaged");
	diff_advance(r);
	return 0;
}

/* What makes the new content of the old, then what takes it back. */
static int
read_binary_patch(struct reader *r)
{
	int blocks = 0;
	size_t n;

	diff_advance(r);
	while ((n = diff_starts(r, "literal ")) > 0 ||
	       (n = diff_starts(r, "delta ")) > 0) {
		if (++blocks > 2)
			break;
		if (read_binary_block(r, n) < 0)
			return -1;
	}
	if (blocks < 1 || blocks > 2)
		return diff_refuse(r, r->at, "the binary patch is malformed");
	return 0;
}

/* "Binary files a/x and b/x differ": git's word for content not shown. */
int
diff_check_binary(const struct section *s)
{
	const struct diff_file *f = s->f;
	bool created = f->change == DIFF_CREATE;
	bool deleted = f->change == DIFF_DELETE, prefixed = s->r->prefixed;
	char *old, *new;
	bool agrees;

	if (s->binary == NULL)
		return 0;
	old = xasprintf("%s%s", prefixed && !created ? "a/" : "",
	    created ? "/dev/null" : f->old_path);
	new = xasprintf("%s%s", prefixed && !deleted ? "b/" : "",
	    deleted ? "/dev/null" : f->path);
	agrees = diff_is_pair(s->binary, s->binary_len, " and ", old, new);
	free(old);
	free(new);
	if (!agrees)
		return diff_refuse(s->r, f->at,
		    "'Binary files %.*s differ' does not agree with the "
		    "headers",
		    (int)s->binary_len, s->binary);
	return 0;
}

static int
read_binary_line(struct section *s, size_t n)
{
	static const char end[] = " differ";
	struct reader *r = s->r;
	size_t len = r->len, tail = strlen(end);

	if (len < n + tail || memcmp(r->line + len - tail, end, tail) != 0)
		return diff_refuse(r, r->at, "'%.*s' does not end in 'differ'",
		    diff_shown(r), r->line);
	s->binary = r->line + n;
	s->binary_len = len - n - tail;
	diff_advance(r);
	return 0;
}

int
diff_read_binary(struct section *s)
{
	size_t n = diff_starts(s->r, "Binary files ");

	if (n == 0 && !diff_starts(s->r, "GIT binary patch"))
		return 0;
	s->f->binary = true;
	return n > 0 ? read_binary_line(s, n) : read_binary_patch(s->r);
}
