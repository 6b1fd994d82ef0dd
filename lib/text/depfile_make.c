/* depfile_make: what makefiles ask pkg-config for */
#include "base/alloc.h"
#include "base/strv.h"
#include "text/depfile.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The variables that a makefile sets, by the same index. */
struct variables {
	struct strv names, values;
};

static bool
is_module(const char *s)
{
	if (!isalnum((unsigned char)*s))
		return false;
	for (; isalnum((unsigned char)*s) || (*s && strchr(".+_-", *s)); s++)
		;
	return *s == '\0';
}

void
depfile_modules(
    struct depfile *d, const char *text, const char *scope, long line)
{
	static const char blank[] = " \t\r\n,";
	char *copy = xstrdup(text), *s = copy + strspn(copy, blank), *name,
	     *version;
	size_t len, op;

	while (*s != '\0') {
		len = strcspn(s, " \t\r\n,<>=!");
		name = xstrndup(s, len);
		s += len + strspn(s + len, blank);
		op = strspn(s, "<>=!");
		len = 0;
		if (op > 0) {
			len = op + strspn(s + op, blank);
			len += strcspn(s + len, blank);
		}
		version = xstrndup(s, len);

		s += len + strspn(s + len, blank);
		if (is_module(name))
			depfile_add_once(d, &(struct dependency){"pkg-config",
						name, version, scope, line});
		free(version);
		free(name);
	}
	free(copy);
}

/* The next line, with those that continue it, without a comment. */
static bool
next_line(struct depline *l, struct buf *whole, long *first)
{
	size_t len;

	buf_truncate(whole, 0);
	*first = l->number + 1;
	while (depline_next(l)) {
		buf_add(whole, l->line.data, l->line.len);
		len = whole->len;
		if (len == 0 || whole->data[len - 1] != '\\' ||
		    *l->text == '\0') {
			buf_truncate(whole, strcspn(buf_str(whole), "#"));
			return true;
		}
		whole->data[len - 1] = ' ';
	}
	return false;
}

/* NAME = VALUE, with any of make's kinds of = */
static void
note_variable(struct variables *v, const char *s)
{
	size_t len;
	const char *value;

	s += strspn(s, " ");
	len = strcspn(s, " \t:?+=");
	value = s + len + strspn(s + len, " \t:?+");
	if (len == 0 || *value != '=')
		return;
	strv_addf(&v->names, "%.*s", (int)len, s);
	strv_add(&v->values, value + 1);
}

/* Appends what a word that is a variable stands for, and what is none. */
static const char *
add_word(struct buf *to, const char *s, const struct variables *v)
{
	size_t len = strcspn(s, " \t)`|;&<>\"'");

	if (*s == '"' || *s == '\'') {
		len = strcspn(s + 1, (char[]){*s, '\0'});
		if (strchr("-$", s[1]) == NULL)
			buf_addf(to, "%.*s ", (int)len, s + 1);
		return s + 1 + len + (s[1 + len] != '\0');
	}
	if (*s == '$' && (s[1] == '(' || s[1] == '{')) {
		len = strcspn(s + 2, ")} \t");
		for (size_t i = 0; i < v->names.n; i++)
			if (strlen(v->names.v[i]) == len &&
			    memcmp(v->names.v[i], s + 2, len) == 0)
				buf_addf(to, "%s ", v->values.v[i]);
		s += 2 + len;
		return s + (*s == ')' || *s == '}');
	}
	/* 2>/dev/null: the number is none of a module */
	if (*s != '-' && strchr("<>", s[len] ? s[len] : ' ') == NULL)
		buf_addf(to, "%.*s ", (int)len, s);
	return s + len;
}

/* Behind pkg-config: options and modules, up to where its command ends. */
static void
add_command(
    struct depfile *d, const char *s, const struct variables *v, long line)
{
	struct buf modules = {0};
	bool asked = false;

	for (s += strspn(s, " \t"); *s != '\0' && strchr(")`|;&<>", *s) == NULL;
	     s += strspn(s, " \t")) {
		asked |= strncmp(s, "--", 2) == 0;
		s = add_word(&modules, s, v);
	}
	/* without an option it is only spoken of */
	if (asked)
		depfile_modules(d, buf_str(&modules), "build", line);
	buf_release(&modules);
}

static void
add_line(struct depfile *d, const char *s, const struct variables *v, long line)
{
	static const char *const names[] = {
	    "pkg-config ", "$(PKG_CONFIG) ", "${PKG_CONFIG} ", NULL};
	const char *at;

	for (size_t i = 0; names[i] != NULL; i++)
		for (at = strstr(s, names[i]); at != NULL;
		     at = strstr(at, names[i])) {
			at += strlen(names[i]);
			add_command(d, at, v, line);
		}
}

int
depfile_make(struct depfile *d, const char *text, struct error *e)
{
	struct depline l = {.text = text}, again = {.text = text};
	struct variables v = {0};
	struct buf whole = {0};
	long line;

	(void)e;
	/* a variable may be set behind its use; nothing is, in most files */
	if (strstr(text, "pkg-config") == NULL)
		return 0;
	while (next_line(&l, &whole, &line))
		note_variable(&v, buf_str(&whole));
	while (next_line(&again, &whole, &line))
		add_line(d, buf_str(&whole), &v, line);
	buf_release(&whole);
	strv_release(&v.names);
	strv_release(&v.values);
	return 0;
}
