/* depfile_ruby: Gemfile (bundler.io/man/gemfile.5.html), line by line */
#include "text/depfile.h"
#include <string.h>

/* Whether the line begins with the word; then *rest is what is behind it. */
static bool
begins(const char *s, const char *word, const char **rest)
{
	size_t n = strlen(word);

	if (strncmp(s, word, n) != 0 || strchr(" \t(", s[n]) == NULL)
		return false;
	*rest = s + n;
	return true;
}

/* The next quoted text of a line into b; false when a name: is first. */
static bool
next_quoted(const char **s, struct buf *b)
{
	size_t len;

	*s += strspn(*s, " \t(,[");
	if (**s != '"' && **s != '\'')
		return false;
	len = strcspn(*s + 1, (char[]){**s, '\0'});
	buf_truncate(b, 0);
	buf_add(b, *s + 1, len);
	*s += len + 1 + ((*s)[len + 1] != '\0');
	/* "key": or "key" => */
	return strncmp(*s + strspn(*s, " "), "=>", 2) != 0 && **s != ':';
}

/* Of groups, in their line or behind group:, what is for tests is dev. */
static const char *
scope_of(const char *groups)
{
	return strcmp(depfile_scope(groups), "dev") == 0 ? "dev" : "runtime";
}

/* gem "NAME", "VERSION", "VERSION", group: :test */
static void
add_gem(struct depfile *d, const char *s, const char *scope, long line)
{
	struct buf name = {0}, one = {0}, version = {0};
	const char *group = NULL;

	if (next_quoted(&s, &name) && name.len > 0) {
		while (next_quoted(&s, &one))
			buf_addf(&version, "%s%s", version.len ? ", " : "",
			    buf_str(&one));
		group = strstr(s, "group");
		depfile_add(
		    d, &(struct dependency){"rubygems", name.data, version.data,
			   group ? scope_of(group) : scope, line});
	}
	buf_release(&name);
	buf_release(&one);
	buf_release(&version);
}

/* Whether an `end` will belong to the line. */
static bool
opens(const char *s, size_t len)
{
	const char *rest;

	return (len >= 3 && strcmp(s + len - 3, " do") == 0) ||
	       strstr(s, " do |") != NULL || begins(s, "if", &rest) ||
	       begins(s, "unless", &rest) || begins(s, "case", &rest) ||
	       strcmp(s, "begin") == 0;
}

int
depfile_gemfile(struct depfile *d, const char *text, struct error *e)
{
	struct depline l = {.text = text};
	const char *scope = "runtime", *rest;
	int depth = 0, group = 0;
	char *s;
	size_t len;

	(void)e;
	while (depline_next(&l)) {
		if (l.line.len == 0)
			continue;
		s = l.line.data + strspn(l.line.data, " \t");
		len = strlen(s);
		while (len > 0 && strchr(" \t", s[len - 1]) != NULL)
			s[--len] = '\0';
		if (begins(s, "gem", &rest))
			add_gem(d, rest, scope, l.number);
		if (opens(s, len) && ++depth > 0 && group == 0 &&
		    begins(s, "group", &rest)) {
			group = depth;
			scope = scope_of(rest);
		}
		if (strcmp(s, "end") == 0 && depth-- == group) {
			group = 0;
			scope = "runtime";
		}
	}
	return 0;
}
