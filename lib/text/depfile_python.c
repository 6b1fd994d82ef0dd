/* depfile_python: requirements files of pip, and what they are made of */
#include "base/alloc.h"
#include "text/depfile.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NAME  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
#define BLANK " \t"

static void
add(struct depfile *d, const char *name, size_t name_len, const char *version,
    size_t version_len, const char *scope, long line)
{
	char *own_name = xstrndup(name, name_len), *own_version;

	while (version_len > 0 && isspace((unsigned char)*version))
		version++, version_len--;
	while (
	    version_len > 0 && isspace((unsigned char)version[version_len - 1]))
		version_len--;
	own_version = xstrndup(version, version_len);
	depfile_add(d,
	    &(struct dependency){"pypi", own_name, own_version, scope, line});
	free(own_name);
	free(own_version);
}

bool
depfile_pep508(
    struct depfile *d, const char *text, const char *scope, long line)
{
	const char *name = text + strspn(text, BLANK), *s;
	size_t len = strspn(name, NAME), close;

	if (len == 0 || !isalnum((unsigned char)*name))
		return false;
	s = name + len + strspn(name + len, BLANK);
	if (*s == '[') {
		s += strcspn(s, "]");
		if (*s != ']')
			return false;
		s += 1 + strspn(s + 1, BLANK);
	}
	if (*s == '@') {
		s += 1 + strspn(s + 1, BLANK);
		add(d, name, len, s, strcspn(s, BLANK), scope, line);
		return true;
	}
	if (*s != '\0' && strchr("<>=!~(;", *s) == NULL)
		return false;
	if (*s == '(') {
		close = strcspn(s, ")");
		add(d, name, len, s + 1, close - 1, scope, line);
		return s[close] == ')';
	}
	add(d, name, len, s, strcspn(s, ";"), scope, line);
	return true;
}

/* A path or URL, which may say its name: #egg=NAME. */
static bool
is_place(const char *s)
{
	size_t len = strcspn(s, BLANK ";");
	const char *scheme = strstr(s, "://");

	return *s == '.' || *s == '/' || (scheme != NULL && scheme < s + len) ||
	       (len > 4 && strncmp(s + len - 4, ".whl", 4) == 0) ||
	       (len > 4 && strncmp(s + len - 4, ".zip", 4) == 0) ||
	       (len > 7 && strncmp(s + len - 7, ".tar.gz", 7) == 0);
}

static void
add_place(struct depfile *d, const char *s, long line)
{
	size_t len = strcspn(s, BLANK ";");
	const char *egg = strstr(s, "egg=");

	if (egg != NULL && egg < s + len)
		add(d, egg + 4, strspn(egg + 4, NAME), s, len, "runtime", line);
	else
		add(d, s, len, "", 0, "runtime", line);
}

static bool
add_line(struct depfile *d, const char *s, long line)
{
	static const char *const editable[] = {
	    "-e ", "--editable ", "--editable=", NULL};

	s += strspn(s, BLANK);
	for (size_t i = 0; editable[i] != NULL; i++) {
		if (strncmp(s, editable[i], strlen(editable[i])) != 0)
			continue;
		s += strlen(editable[i]);
		add_place(d, s + strspn(s, BLANK), line);
		return true;
	}
	if (*s == '\0' || *s == '-') /* other options name no package */
		return true;
	if (strchr(s, '@') == NULL || !depfile_pep508(d, s, "runtime", line)) {
		if (is_place(s))
			add_place(d, s, line);
		else
			return depfile_pep508(d, s, "runtime", line);
	}
	return true;
}

/* Cuts a comment off, and the options that follow a requirement. */
static void
cut(struct buf *line)
{
	for (size_t i = 0; i < line->len; i++) {
		bool at_word =
		    i == 0 || isblank((unsigned char)line->data[i - 1]);

		if (at_word &&
		    (line->data[i] == '#' ||
			(i > 0 && strncmp(line->data + i, "--", 2) == 0))) {
			buf_truncate(line, i);
			return;
		}
	}
}

int
depfile_requirements(struct depfile *d, const char *text, struct error *e)
{
	struct depline l = {.text = text};
	struct buf whole = {0};
	long first = 1;

	while (depline_next(&l)) {
		if (whole.len == 0)
			first = l.number;
		buf_add(&whole, l.line.data, l.line.len);
		if (whole.len > 0 && whole.data[whole.len - 1] == '\\' &&
		    *l.text != '\0') {
			buf_truncate(&whole, whole.len - 1);
			buf_addc(&whole, ' ');
			continue;
		}
		cut(&whole);
		if (!add_line(d, buf_str(&whole), first))
			depfile_wrong(
			    e, first, "it is no requirement (PEP 508)");
		buf_truncate(&whole, 0);
	}
	buf_release(&whole);
	return e->code == ERROR_NONE ? 0 : -1;
}
