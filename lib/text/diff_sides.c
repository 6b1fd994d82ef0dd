/* diff_sides: the names that a section of a diff gives, brought to agree */
#include "base/alloc.h"
#include "text/diff_name.h"
#include "text/diff_reader.h"
#include <stdlib.h>
#include <string.h>

/* Whether s has the form: 0 is any digit, the rest is itself. */
static bool
has_form(const char *s, size_t len, const char *form)
{
	size_t n = strlen(form);

	for (size_t i = 0; i < n && i < len; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return len >= n;
}

/* Whether a time of day is in the name: git would take it for a stamp. */
static bool
holds_time(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (has_form(s + i, len - i, "00:00:00"))
			return true;
	return false;
}

static bool
begins(const char *s, size_t len, const char *word)
{
	return len >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

/*
 * Cuts the time stamp that diff -u writes behind a tab. With 1970 it stands
 * for a file that is not there, in any time zone: too much of a guess.
 */
static int
cut_stamp(const struct reader *r, const char *s, size_t *len)
{
	const char *tab = memchr(s, '\t', *len), *stamp;
	size_t rest;

	if (tab == NULL && holds_time(s, *len))
		return diff_refuse(r, r->at,
		    "a time stamp must stand behind a tab, or be left out");
	if (tab == NULL)
		return 0;
	stamp = tab + 1;
	rest = *len - (size_t)(stamp - s);
	*len = (size_t)(tab - s);
	if (rest > 0 && !has_form(stamp, rest, "0000-00-00 00:00"))
		return diff_refuse(
		    r, r->at, "unknown text behind the file name");
	if (begins(stamp, rest, "1970-01-01") ||
	    begins(stamp, rest, "1969-12-31"))
		return diff_refuse(r, r->at,
		    "a time stamp of 1970 may mean that there is no file; "
		    "write /dev/null for it");
	if (rest > 0 && *len > 0 && (s[*len - 1] == ' ' || *s == '"'))
		return diff_refuse(r, r->at,
		    "an odd file name and a time stamp; leave the stamp out");
	return 0;
}

static int
read_side(struct reader *r, const char *word, char **name)
{
	size_t n = diff_starts(r, word), len;

	if (n == 0)
		return diff_refuse(r, r->at,
		    "a '%.3s' line with the file's name must stand here", word);
	len = r->len - n;
	if (cut_stamp(r, r->line + n, &len) < 0)
		return -1;
	*name = diff_name_read(r->line + n, len);
	if (*name == NULL)
		return diff_refuse(r, r->at, "a badly quoted file name");
	diff_advance(r);
	return 0;
}

int
diff_read_sides(struct section *s)
{
	if (read_side(s->r, "--- ", &s->minus) < 0)
		return -1;
	return read_side(s->r, "+++ ", &s->plus);
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

/* The name that begins s, quoted or of the length that is expected. */
static size_t
first_name(const char *s, size_t len, const char *expected)
{
	size_t used = 0;

	if (len == 0 || *s != '"')
		return strlen(expected);
	free(diff_name_unquote(s, len, &used));
	return used;
}

bool
diff_is_pair(const char *s, size_t len, const char *sep, const char *old,
    const char *new)
{
	size_t used = first_name(s, len, old), n = strlen(sep);

	return used > 0 && used + n < len && memcmp(s + used, sep, n) == 0 &&
	       diff_name_is(s, used, "", old) &&
	       diff_name_is(s + used + n, len - used - n, "", new);
}

/* Both names of a git header, wherever the space between them stands. */
static bool
header_is(
    const struct section *s, bool prefixed, const char *old, const char *new)
{
	char *a = xasprintf("%s%s", prefixed ? "a/" : "", old);
	char *b = xasprintf("%s%s", prefixed ? "b/" : "", new);
	bool is = diff_is_pair(s->header, s->header_len, " ", a, b);

	free(a);
	free(b);
	return is;
}

/* The one name of a git header that nothing else repeats; NULL if none. */
static char *
header_name(const struct section *s)
{
	const char *stripped;
	char *name, *found = NULL;

	if (s->header_len % 2 == 0)
		return NULL;
	name = diff_name_read(s->header, s->header_len / 2);
	if (name == NULL)
		return NULL;
	stripped = without("a/", name);
	if (header_is(s, true, stripped, stripped))
		found = xstrdup(stripped);
	else if (header_is(s, false, name, name))
		found = xstrdup(name);
	free(name);
	return found;
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
check_git_names(const struct section *s, bool *prefixed)
{
	const struct diff_file *f = s->f;

	*prefixed = header_is(s, true, f->old_path, f->path);
	if (!*prefixed && !header_is(s, false, f->old_path, f->path))
		return diff_refuse(s->r, f->at,
		    "'diff --git %.*s' does not agree with the names below it",
		    (int)s->header_len, s->header);
	if (!side_agrees(s->minus, *prefixed ? "a/" : "", f->old_path,
		f->change == DIFF_CREATE) ||
	    !side_agrees(s->plus, *prefixed ? "b/" : "", f->path,
		f->change == DIFF_DELETE))
		return diff_refuse(s->r, f->at,
		    "the --- and +++ names do not agree with the headers "
		    "above them");
	return 0;
}

/*
 * Whether a diff's names begin with a/ and b/ is said once for all of it,
 * as it is with git apply -p: else `a/x` would be two files.
 */
static int
check_prefix(const struct section *s, bool prefixed)
{
	struct reader *r = s->r;

	if (r->decided_at == 0) {
		r->decided_at = s->f->at;
		r->prefixed = prefixed;
	}
	if (prefixed == r->prefixed)
		return 0;
	return diff_refuse(r, s->f->at,
	    "the names %s a/ and b/, but those of line %zu %s",
	    prefixed ? "have" : "lack", r->decided_at,
	    prefixed ? "lack them" : "have them");
}

static int
check_agreement(const struct section *s)
{
	bool prefixed =
	    (s->minus && !is_null(s->minus) &&
		strcmp(s->minus, s->f->old_path) != 0) ||
	    (s->plus && !is_null(s->plus) && strcmp(s->plus, s->f->path) != 0);

	if (s->header != NULL && check_git_names(s, &prefixed) < 0)
		return -1;
	return check_prefix(s, prefixed);
}

static int
check_names(const struct section *s)
{
	const struct diff_file *f = s->f;
	struct error why = {0};
	int n;

	if (diff_name_check(f->old_path, &why) == 0 &&
	    diff_name_check(f->path, &why) == 0)
		return check_agreement(s);
	n = diff_refuse(s->r, f->at, "%s", why.message);
	if (s->r->e != NULL)
		s->r->e->code = why.code;
	error_release(&why);
	return n;
}

int
diff_settle_names(struct section *s)
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
	/* git apply takes /dev/null for a name without these */
	if (s->header != NULL && f->change == DIFF_CREATE && s->created == 0)
		return diff_refuse(s->r, f->at,
		    "a new file needs the line 'new file mode 100644' behind "
		    "'diff --git'");
	if (s->header != NULL && f->change == DIFF_DELETE && s->deleted == 0)
		return diff_refuse(s->r, f->at,
		    "a deleted file needs the line 'deleted file mode 100644' "
		    "behind 'diff --git'");
	f->old_path = xstrdup(old ? old : new);
	f->path = xstrdup(new ? new : old);
	free(name);
	if (s->old_mode != 0 &&
	    (f->change == DIFF_CREATE || f->change == DIFF_DELETE))
		return diff_refuse(s->r, f->at,
		    "a changed mode and /dev/null contradict each other");
	if (s->from == NULL &&
	    (strcmp(without("a/", f->old_path), f->path) == 0 ||
		strcmp(f->old_path, without("b/", f->path)) == 0) &&
	    strcmp(f->old_path, f->path) != 0)
		return diff_refuse(s->r, f->at,
		    "'%s' and '%s' must both begin with a/ and b/, or both "
		    "without",
		    f->old_path, f->path);
	if (s->from == NULL && strcmp(f->old_path, f->path) != 0)
		return diff_refuse(s->r, f->at,
		    "'%s' and '%s' are two files; a rename needs git's "
		    "rename lines",
		    f->old_path, f->path);
	return check_names(s);
}
