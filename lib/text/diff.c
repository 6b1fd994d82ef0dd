/* diff: a strict reader of unified diffs */
#include "text/diff.h"
#include "base/alloc.h"
#include "text/diff_name.h"
#include "text/diff_reader.h"
#include <stdlib.h>
#include <string.h>

/* What one section's headers say, before it is all brought to agree. */
struct section {
	struct reader *r;
	struct diff_file *f;
	const char *header; /* behind "diff --git "; NULL in a plain diff */
	size_t header_len;
	char *minus, *plus; /* the names of --- and +++, prefix and all */
	char *from, *to;    /* of a rename or copy */
	bool from_is_copy, to_is_copy;
	unsigned old_mode, new_mode, index_mode;
	unsigned created, deleted; /* their modes; 0: not said */
	unsigned seen;             /* a bit for each extended header */
};

/* Cuts the time stamp that diff -u writes behind a tab. */
static bool
cut_stamp(const char *s, size_t *len)
{
	const char *tab = memchr(s, '\t', *len);
	size_t rest;

	if (tab == NULL)
		return true;
	rest = *len - (size_t)(tab + 1 - s);
	*len = (size_t)(tab - s);
	return rest == 0 || (rest >= 10 && tab[1] >= '0' && tab[1] <= '9' &&
				tab[5] == '-' && tab[8] == '-');
}

static int
read_side(struct reader *r, const char *word, char **name)
{
	size_t n = diff_starts(r, word), len;

	if (n == 0)
		return diff_refuse(
		    r, r->at, "a '%s' line must stand here", word);
	len = r->len - n;
	if (!cut_stamp(r->line + n, &len))
		return diff_refuse(
		    r, r->at, "unknown text behind the file name");
	*name = diff_name_read(r->line + n, len);
	if (*name == NULL)
		return diff_refuse(r, r->at, "a badly quoted file name");
	diff_advance(r);
	return 0;
}

/* The --- and +++ lines and the hunks behind them. */
static int
read_content(struct section *s)
{
	if (read_side(s->r, "--- ", &s->minus) < 0 ||
	    read_side(s->r, "+++ ", &s->plus) < 0)
		return -1;
	return diff_read_hunks(s->r, s->f);
}

static bool
is_null(const char *name)
{
	return name != NULL && strcmp(name, "/dev/null") == 0;
}

static const char *
without(const char *prefix, const char *name)
{
	size_t n = strlen(prefix);

	return strncmp(name, prefix, n) == 0 ? name + n : name;
}

/*
 * The names of --- and +++ without their prefix: a/ and b/ go when both are
 * there, or when the other side is /dev/null.
 */
static void
strip_sides(const struct section *s, const char **old, const char **new)
{
	*old = is_null(s->minus) ? NULL : without("a/", s->minus);
	*new = is_null(s->plus) ? NULL : without("b/", s->plus);
	if (*old && *new && (*old == s->minus || *new == s->plus)) {
		*old = s->minus;
		*new = s->plus;
	}
}

/* Both names of a git header, wherever the space between them stands. */
static bool
header_is(const struct section *s, const char *a, const char *old,
    const char *b, const char *new)
{
	const char *h = s->header;
	size_t used = strlen(a) + strlen(old);
	char *name;

	if (s->header_len > 0 && *h == '"') {
		name = diff_name_unquote(h, s->header_len, &used);
		free(name);
		if (name == NULL)
			return false;
	}
	return used < s->header_len && h[used] == ' ' &&
	       diff_name_is(h, used, a, old) &&
	       diff_name_is(h + used + 1, s->header_len - used - 1, b, new);
}

/* The one name of a git header that nothing else repeats; NULL if none. */
static char *
header_name(const struct section *s)
{
	size_t half = s->header_len / 2;
	const char *prefixes[] = {"a/", ""};
	char *name, *stripped;

	if (s->header_len % 2 == 0)
		return NULL;
	name = diff_name_read(s->header, half);
	for (size_t i = 0; name != NULL && i < 2; i++) {
		stripped = xstrdup(without(prefixes[i], name));
		if (header_is(s, prefixes[i], stripped, i == 0 ? "b/" : "",
			stripped)) {
			free(name);
			return stripped;
		}
		free(stripped);
	}
	free(name);
	return NULL;
}

/* Whether a --- or +++ name is what the git header makes us expect. */
static bool
side_agrees(const char *side, const char *prefix, const char *name, bool none)
{
	if (side == NULL)
		return true;
	if (is_null(side))
		return none;
	return !none && strncmp(side, prefix, strlen(prefix)) == 0 &&
	       strcmp(side + strlen(prefix), name) == 0;
}

static int
check_git_names(const struct section *s)
{
	const struct diff_file *f = s->f;
	bool plain = !header_is(s, "a/", f->old_path, "b/", f->path);

	if (plain && !header_is(s, "", f->old_path, "", f->path))
		return diff_refuse(s->r, f->at,
		    "'diff --git %.*s' does not agree with the names below it",
		    (int)s->header_len, s->header);
	if (!side_agrees(s->minus, plain ? "" : "a/", f->old_path,
		f->change == DIFF_CREATE) ||
	    !side_agrees(
		s->plus, plain ? "" : "b/", f->path, f->change == DIFF_DELETE))
		return diff_refuse(s->r, f->at,
		    "the --- and +++ names do not agree with the headers "
		    "above them");
	return 0;
}

static int
check_names(const struct section *s)
{
	const struct diff_file *f = s->f;
	struct error why = {0};
	int n;

	if (diff_name_check(f->old_path, &why) == 0 &&
	    diff_name_check(f->path, &why) == 0)
		return s->header ? check_git_names(s) : 0;
	n = diff_refuse(s->r, f->at, "%s", why.message);
	if (s->r->e != NULL)
		s->r->e->code = why.code;
	error_release(&why);
	return n;
}

/* Decides which file the section speaks of, and what happens to it. */
static int
settle_names(struct section *s)
{
	const char *old = s->from, *new = s->to;
	struct diff_file *f = s->f;
	char *name = NULL;

	if (old == NULL && s->minus != NULL)
		strip_sides(s, &old, &new);
	else if (old == NULL)
		old = new = name = header_name(s);
	if (old == NULL && new == NULL)
		return diff_refuse(s->r, f->at, "the section names no file");
	if (old == NULL || s->created != 0)
		f->change = DIFF_CREATE;
	else if (new == NULL || s->deleted != 0)
		f->change = DIFF_DELETE;
	else if (s->from != NULL)
		f->change = s->from_is_copy ? DIFF_COPY : DIFF_RENAME;
	f->old_path = xstrdup(old ? old : new);
	f->path = xstrdup(new ? new : old);
	free(name);
	if (s->old_mode != 0 &&
	    (f->change == DIFF_CREATE || f->change == DIFF_DELETE))
		return diff_refuse(s->r, f->at,
		    "a changed mode and /dev/null contradict each other");
	if (s->from == NULL && strcmp(f->old_path, f->path) != 0)
		return diff_refuse(s->r, f->at,
		    "'%s' and '%s' are two files; a rename needs git's "
		    "rename lines",
		    f->old_path, f->path);
	return check_names(s);
}

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

/* All extended headers, each at most once. */
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

/* Binary content */

static bool
is_base85_line(const struct reader *r)
{
	return r->line != NULL && r->len > 1 &&
	       ((r->line[0] >= 'A' && r->line[0] <= 'Z') ||
		   (r->line[0] >= 'a' && r->line[0] <= 'z'));
}

/* "literal 12" or "delta 12", its lines, and the blank line behind them. */
static int
read_binary_block(struct reader *r)
{
	diff_advance(r);
	while (is_base85_line(r))
		diff_advance(r);
	if (r->line == NULL || r->len != 0)
		return diff_refuse(r, r->at, "the binary patch is cut short");
	diff_advance(r);
	return 0;
}

static int
read_binary_patch(struct reader *r)
{
	int blocks = 0;

	diff_advance(r);
	for (; diff_starts(r, "literal ") || diff_starts(r, "delta "); blocks++)
		if (read_binary_block(r) < 0)
			return -1;
	if (blocks < 1 || blocks > 2)
		return diff_refuse(r, r->at, "the binary patch is malformed");
	return 0;
}

/* "Binary files a/x and b/x differ": git's word for content not shown. */
static int
check_binary_line(const struct section *s, const char *line, size_t len)
{
	const struct diff_file *f = s->f;
	char *expected = NULL;
	bool agrees = false;

	for (int plain = 0; plain < 2 && !agrees; plain++) {
		expected = xasprintf("Binary files %s%s and %s%s differ",
		    f->change == DIFF_CREATE || plain ? "" : "a/",
		    f->change == DIFF_CREATE ? "/dev/null" : f->old_path,
		    f->change == DIFF_DELETE || plain ? "" : "b/",
		    f->change == DIFF_DELETE ? "/dev/null" : f->path);
		agrees = memchr(line, '"', len) != NULL ||
			 (strlen(expected) == len &&
			     memcmp(line, expected, len) == 0);
		free(expected);
	}
	if (!agrees)
		return diff_refuse(s->r, f->at,
		    "'%.*s' does not agree with the headers", (int)len, line);
	return 0;
}

/* Sections */

static int
read_git_section(struct section *s)
{
	const char *binary = NULL;
	struct reader *r = s->r;
	size_t binary_len = 0;

	s->header = r->line + strlen("diff --git ");
	s->header_len = r->len - strlen("diff --git ");
	diff_advance(r);
	if (read_headers(s) < 0 || settle_headers(s) < 0)
		return -1;
	if (diff_starts(r, "--- ")) {
		if (read_content(s) < 0)
			return -1;
	} else if (diff_starts(r, "GIT binary patch")) {
		s->f->binary = true;
		if (read_binary_patch(r) < 0)
			return -1;
	} else if (diff_starts(r, "Binary files ")) {
		s->f->binary = true;
		binary = r->line;
		binary_len = r->len;
		diff_advance(r);
	} else if ((s->seen & 0x3f) == 0)
		return diff_refuse(r, s->f->at, "the section changes nothing");
	if (settle_names(s) < 0)
		return -1;
	return binary ? check_binary_line(s, binary, binary_len) : 0;
}

static int
read_plain_section(struct section *s)
{
	if (read_content(s) < 0)
		return -1;
	return settle_names(s);
}

/* A new file has no old lines, a deleted one no new ones. */
static int
check_hunk_sides(const struct reader *r, const struct diff_file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct diff_hunk *h = &f->hunks[i];

		if (f->change == DIFF_CREATE && (f->n > 1 || h->old_count > 0))
			return diff_refuse(r, h->at,
			    "'%s' is new, but the hunk has old lines", f->path);
		if (f->change == DIFF_DELETE && (f->n > 1 || h->new_count > 0))
			return diff_refuse(r, h->at,
			    "'%s' is deleted, but the hunk has new lines",
			    f->path);
	}
	return 0;
}

static int
read_section(struct reader *r, struct diff *d)
{
	struct section s = {.r = r};
	int n;

	d->files = xreallocarray(d->files, d->n + 1, sizeof(*d->files));
	s.f = &d->files[d->n++];
	*s.f = (struct diff_file){.at = r->at};
	if (diff_starts(r, "diff --git "))
		n = read_git_section(&s);
	else if (diff_starts(r, "--- "))
		n = read_plain_section(&s);
	else
		n = diff_refuse(r, r->at,
		    "'%.*s' belongs to no file's section; give the diff "
		    "alone",
		    diff_shown(r), r->line);
	free(s.minus);
	free(s.plus);
	free(s.from);
	free(s.to);
	return n < 0 ? -1 : check_hunk_sides(r, s.f);
}

/* A path that is written or removed, and where the diff says so. */
struct touched {
	const char *path;
	size_t at;
};

static int
compare_touched(const void *a, const void *b)
{
	const struct touched *x = a, *y = b;
	int n = strcmp(x->path, y->path);

	return n != 0 ? n : (x->at > y->at) - (x->at < y->at);
}

static int
check_twice(const struct reader *r, const struct diff *d)
{
	struct touched *t = xcalloc(2 * d->n, sizeof(*t));
	size_t n = 0;
	int result = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];

		t[n++] = (struct touched){f->path, f->at};
		if (f->change == DIFF_RENAME)
			t[n++] = (struct touched){f->old_path, f->at};
	}
	qsort(t, n, sizeof(*t), compare_touched);
	for (size_t i = 1; i < n && result == 0; i++)
		if (strcmp(t[i - 1].path, t[i].path) == 0)
			result = diff_refuse(r, t[i].at,
			    "'%s' was already changed by line %zu", t[i].path,
			    t[i - 1].at);
	free(t);
	return result;
}

static int
refuse_nul(const struct reader *r, const char *text, const char *nul)
{
	size_t at = 1;

	for (; text < nul; text++)
		at += *text == '\n';
	return diff_refuse(r, at, "a NUL byte");
}

int
diff_parse(struct diff *d, const char *text, size_t len, struct error *e)
{
	struct reader r = {.next = text, .end = text + len, .e = e};
	const char *nul = memchr(text, '\0', len);

	*d = (struct diff){0};
	if (nul != NULL)
		return refuse_nul(&r, text, nul);
	for (diff_advance(&r); r.line != NULL;) {
		if (r.len == 0)
			diff_advance(&r);
		else if (read_section(&r, d) < 0) {
			diff_release(d);
			return -1;
		}
	}
	if (d->n == 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the diff is empty; it must begin with 'diff --git' or "
		    "'--- '");
	if (check_twice(&r, d) < 0) {
		diff_release(d);
		return -1;
	}
	return 0;
}

void
diff_release(struct diff *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct diff_file *f = &d->files[i];

		for (size_t k = 0; k < f->n; k++)
			free(f->hunks[k].lines);
		free(f->hunks);
		free(f->old_path);
		free(f->path);
	}
	free(d->files);
	*d = (struct diff){0};
}
