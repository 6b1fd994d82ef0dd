/* imports: what lines of source text import */
#include "text/imports.h"
#include <ctype.h>
#include <string.h>

static void
add(struct imports *in, enum import_kind kind, const char *s, size_t len)
{
	if (len == 0 || memchr(s, '\0', len) != NULL)
		return;
	buf_addc(&in->out, (char)kind);
	buf_add(&in->out, s, len);
	buf_addc(&in->out, '\0');
}

/* Behind a word and the blanks that follow; NULL when it is not there. */
static const char *
behind(const char *s, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - s) < n || memcmp(s, word, n) != 0)
		return NULL;
	for (s += n; s < end && (*s == ' ' || *s == '\t'); s++)
		;
	return s;
}

/* The name up to a quote like the one at s. */
static void
add_quoted(struct imports *in, enum import_kind kind, const char *s,
    const char *end, char close)
{
	const char *stop = memchr(s + 1, close, (size_t)(end - s - 1));

	if (stop != NULL)
		add(in, kind, s + 1, (size_t)(stop - s - 1));
}

static void
read_c(struct imports *in, const char *s, size_t len)
{
	const char *end = s + len;

	if (*s != '#' || (s = behind(s, end, "#")) == NULL ||
	    (s = behind(s, end, "include")) == NULL || s >= end)
		return;
	if (*s == '"')
		add_quoted(in, IMPORT_QUOTED, s, end, '"');
	else if (*s == '<')
		add_quoted(in, IMPORT_ANGLED, s, end, '>');
}

/* How long the name at s is: letters, digits, what is in `more`. */
static size_t
name_len(const char *s, const char *end, const char *more)
{
	const char *from = s;

	while (s < end && (isalnum((unsigned char)*s) || *s == '_' ||
			      (*s != '\0' && strchr(more, *s) != NULL)))
		s++;
	return (size_t)(s - from);
}

/* Adds a name whose parts stand between dots as a path, behind what is in
 * path, and what is imported from it behind that. */
static void
add_dotted(struct imports *in, enum import_kind kind, struct buf *path,
    const char *s, size_t len, const char *more, size_t more_len)
{
	for (size_t i = 0; i < len; i++)
		buf_addc(path, s[i] == '.' ? '/' : s[i]);
	if (more_len > 0 && len > 0)
		buf_addc(path, '/');
	buf_add(path, more, more_len);
	add(in, kind, buf_str(path), path->len);
	buf_release(path);
}

/* from a.b import c; from ..a import b */
static void
read_from(struct imports *in, const char *s, const char *end)
{
	struct buf path = {0};
	const char *name, *what;
	size_t len;
	bool relative = s < end && *s == '.';

	for (bool first = true; s < end && *s == '.'; s++, first = false)
		buf_adds(&path, first ? "./" : "../");
	name = s;
	len = name_len(s, end, ".");
	s += len;
	while (s < end && *s == ' ')
		s++;
	what = behind(s, end, "import");
	if (what != NULL && what < end && *what == '(')
		what = behind(what, end, "(");
	add_dotted(in, relative ? IMPORT_RELATIVE : IMPORT_MODULE, &path, name,
	    len, what ? what : "", what ? name_len(what, end, "") : 0);
}

static void
read_python(struct imports *in, const char *s, size_t len)
{
	const char *end = s + len, *name = behind(s, end, "import ");
	struct buf path = {0};
	size_t n;

	if (name == NULL) {
		name = behind(s, end, "from ");
		if (name != NULL)
			read_from(in, name, end);
		return;
	}
	while (name != NULL && name < end) {
		n = name_len(name, end, ".");
		add_dotted(in, IMPORT_MODULE, &path, name, n, "", 0);
		name = memchr(name + n, ',', (size_t)(end - name) - n);
		name = name ? behind(name, end, ",") : NULL;
	}
}

/* import x from "./y", import "./y", export ... from, require("./y") */
static void
read_script(struct imports *in, const char *s, size_t len)
{
	static const char *const words[] = {"from", "require", "import"};
	const char *end = s + len, *at, *name;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		at = memmem(s, len, words[i], strlen(words[i]));
		if (at == NULL)
			continue;
		name = behind(at, end, words[i]);
		if (name < end && *name == '(')
			name = behind(name, end, "(");
		if (end - name > 1 && (*name == '"' || *name == '\'') &&
		    name[1] == '.') {
			add_quoted(in, IMPORT_RELATIVE, name, end, *name);
			return;
		}
	}
}

/* import "a", import x "a", and these lines between ( and ) */
static void
read_go(struct imports *in, const char *s, size_t len)
{
	const char *end = s + len, *name = behind(s, end, "import "), *quote;

	if (name != NULL && name < end && *name == '(') {
		in->in_block = true;
		return;
	}
	if (*s == ')')
		in->in_block = false;
	if (name == NULL && !in->in_block)
		return;
	quote = memchr(s, '"', len);
	if (quote != NULL)
		add_quoted(in, IMPORT_PACKAGE, quote, end, '"');
}

static void
read_java(struct imports *in, const char *s, size_t len)
{
	const char *end = s + len, *name = behind(s, end, "import "), *rest;
	struct buf path = {0};

	if (name == NULL)
		return;
	rest = behind(name, end, "static ");
	if (rest != NULL)
		name = rest;
	add_dotted(
	    in, IMPORT_CLASS, &path, name, name_len(name, end, "."), "", 0);
}

/* mod a; use crate::a::b; with or without pub before it */
static void
read_rust(struct imports *in, const char *s, size_t len)
{
	const char *end = s + len, *name = behind(s, end, "pub ");
	struct buf path = {0};
	size_t n;

	s = name ? name : s;
	name = behind(s, end, "mod ");
	if (name != NULL) {
		n = name_len(name, end, "");
		if (name + n < end && name[n] == ';')
			add(in, IMPORT_RELATIVE, name, n);
		return;
	}
	name = behind(s, end, "use crate::");
	if (name == NULL)
		return;
	n = name_len(name, end, ":");
	for (size_t i = 0; i < n; i++)
		if (name[i] != ':')
			buf_addc(&path, name[i]);
		else if (i > 0 && name[i - 1] == ':')
			buf_addc(&path, '/');
	add(in, IMPORT_CRATE, buf_str(&path), path.len);
	buf_release(&path);
}

void
imports_begin(struct imports *in, const struct language *l)
{
	static const struct {
		const char *language;
		void (*read)(struct imports *in, const char *s, size_t len);
	} readers[] = {{"C", read_c}, {"C Header", read_c}, {"C++", read_c},
	    {"C++ Header", read_c}, {"Objective-C", read_c}, {"CUDA", read_c},
	    {"Assembly", read_c}, {"Device Tree", read_c}, {"Lex", read_c},
	    {"Yacc", read_c}, {"Python", read_python}, {"Cython", read_python},
	    {"JavaScript", read_script}, {"JSX", read_script},
	    {"TypeScript", read_script}, {"TSX", read_script},
	    {"Vue", read_script}, {"Svelte", read_script}, {"Go", read_go},
	    {"Java", read_java}, {"Kotlin", read_java}, {"Scala", read_java},
	    {"Groovy", read_java}, {"Rust", read_rust}};

	in->read = NULL;
	in->in_block = false;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (strcmp(l->name, readers[i].language) == 0)
			in->read = readers[i].read;
}
