/* depfile_calls: what CMake, Meson and configure scripts look for */
#include "base/strv.h"
#include "text/depfile.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_NAME 40

/* A text in which NAME(WORD ...) are calls, with # for comments. */
struct calls {
	const char *s; /* the rest */
	const char *separators;
	const char *open, *close; /* of quotes */
	long line;
	char name[MAX_NAME];
	struct strv words;
	long at; /* the line of the name */
	bool (*wants)(const char *name);
};

static void
skip(struct calls *c, size_t n)
{
	for (; n > 0 && *c->s != '\0'; n--, c->s++)
		c->line += *c->s == '\n';
}

/* #[[ ... ]] may be many lines, as CMake has it; others go to the end. */
static void
skip_comment(struct calls *c)
{
	const char *end =
	    strncmp(c->s, "#[[", 3) == 0 ? strstr(c->s, "]]") : NULL;

	skip(c, end ? (size_t)(end + 2 - c->s) : strcspn(c->s, "\n"));
}

/* What is quoted, or up to a separator; to the words. */
static void
add_word(struct calls *c)
{
	const char *quote = strchr(c->open, *c->s);
	size_t len;

	if (quote != NULL) {
		skip(c, 1);
		len = strcspn(c->s, (char[]){c->close[quote - c->open], '\0'});
	} else {
		len = strcspn(c->s, c->separators);
		len = len > 0 ? len : 1;
	}
	strv_addf(&c->words, "%.*s", (int)len, c->s);
	skip(c, len + (quote != NULL));
}

/* What stands in the parentheses; false when they are not closed. */
static bool
read_words(struct calls *c)
{
	int depth = 1;

	for (skip(c, 1); *c->s != '\0';) {
		if (*c->s == '#')
			skip_comment(c);
		else if (*c->s == '(' || *c->s == ')') {
			depth += *c->s == '(' ? 1 : -1;
			skip(c, 1);
			if (depth == 0)
				return true;
		} else if (strchr(c->open, *c->s) == NULL &&
			   strchr(c->separators, *c->s) != NULL)
			skip(c, 1);
		else
			add_word(c);
	}
	return false;
}

/* The next call that is wanted: 1, 0 at the end, -1 when it is not closed. */
static int
next_call(struct calls *c)
{
	size_t len, blanks;

	strv_release(&c->words);
	while (*c->s != '\0') {
		for (len = 0;
		     isalnum((unsigned char)c->s[len]) || c->s[len] == '_';
		     len++)
			;
		blanks = strspn(c->s + len, " \t");
		if (*c->s == '#') {
			skip_comment(c);
			continue;
		}
		if (*c->s == *c->open && *c->s == *c->close) {
			skip(c, 1 + strcspn(c->s + 1, c->close) + 1);
			continue;
		}
		if (len == 0 || len >= MAX_NAME || c->s[len + blanks] != '(') {
			skip(c, len > 0 ? len : 1);
			continue;
		}
		memcpy(c->name, c->s, len);
		c->name[len] = '\0';
		c->at = c->line;
		skip(c, len + blanks);
		if (c->wants(c->name))
			return read_words(c) ? 1 : -1;
	}
	return 0;
}

static bool
has(const struct calls *c, const char *word)
{
	return strv_has(&c->words, word);
}

static bool
is_package(const char *name)
{
	return strcasecmp(name, "find_package") == 0 ||
	       strcasecmp(name, "find_dependency") == 0;
}

static bool
in_cmake(const char *name)
{
	return is_package(name) || strcasecmp(name, "pkg_check_modules") == 0 ||
	       strcasecmp(name, "pkg_search_module") == 0;
}

static bool
in_meson(const char *name)
{
	return strcmp(name, "dependency") == 0;
}

static bool
in_configure(const char *name)
{
	return strcmp(name, "PKG_CHECK_MODULES") == 0;
}

/* find_package(NAME [VERSION] ...) */
static void
add_package(struct depfile *d, const struct calls *c)
{
	char *version = c->words.n > 1 ? c->words.v[1] : NULL;

	if (version != NULL && !isdigit((unsigned char)*version))
		version = NULL;
	if (c->words.n > 0 && strchr(c->words.v[0], '$') == NULL)
		depfile_add_once(
		    d, &(struct dependency){"cmake", c->words.v[0], version,
			   has(c, "REQUIRED") ||
				   strcasecmp(c->name, "find_dependency") == 0
			       ? "build"
			       : "optional",
			   c->at});
}

/* (PREFIX [OPTION ...] MODULE ...), as CMake and pkg-config's macro have it */
static void
add_modules(struct depfile *d, const struct calls *c, const char *scope)
{
	struct buf modules = {0};
	const char *word;

	for (size_t i = 1; i < c->words.n; i++) {
		word = c->words.v[i];
		if (strcmp(word, "REQUIRED") != 0 &&
		    strcmp(word, "QUIET") != 0 &&
		    strcmp(word, "IMPORTED_TARGET") != 0 &&
		    strcmp(word, "GLOBAL") != 0 &&
		    strncmp(word, "NO_CMAKE_", 9) != 0)
			buf_addf(&modules, "%s ", word);
	}
	depfile_modules(d, buf_str(&modules), scope, c->at);
	buf_release(&modules);
}

/* dependency('NAME', version: '>=1', required: false) */
static void
add_dependency(struct depfile *d, const struct calls *c)
{
	const char *scope = "build";
	char *version = NULL;

	for (size_t i = 1; i + 1 < c->words.n; i++) {
		if (strcmp(c->words.v[i], "version") == 0)
			version = c->words.v[i + 1];
		if (strcmp(c->words.v[i], "required") == 0 &&
		    strcmp(c->words.v[i + 1], "true") != 0)
			scope = "optional";
	}
	if (c->words.n > 0)
		depfile_add_once(d, &(struct dependency){"pkg-config",
					c->words.v[0], version, scope, c->at});
}

static int
ended(struct calls *c, int result, struct error *e)
{
	strv_release(&c->words);
	return result < 0
		   ? depfile_wrong(e, c->at, "its parenthesis is not closed")
		   : 0;
}

int
depfile_cmake(struct depfile *d, const char *text, struct error *e)
{
	struct calls c = {.s = text,
	    .line = 1,
	    .separators = " \t\r\n;()#\"",
	    .open = "\"",
	    .close = "\"",
	    .wants = in_cmake};
	int result;

	while ((result = next_call(&c)) > 0)
		if (is_package(c.name))
			add_package(d, &c);
		else
			add_modules(
			    d, &c, has(&c, "REQUIRED") ? "build" : "optional");
	return ended(&c, result, e);
}

int
depfile_meson(struct depfile *d, const char *text, struct error *e)
{
	struct calls c = {.s = text,
	    .line = 1,
	    .separators = " \t\r\n,:[]()#'",
	    .open = "'",
	    .close = "'",
	    .wants = in_meson};
	int result;

	while ((result = next_call(&c)) > 0)
		add_dependency(d, &c);
	return ended(&c, result, e);
}

int
depfile_configure(struct depfile *d, const char *text, struct error *e)
{
	struct calls c = {.s = text,
	    .line = 1,
	    .separators = " \t\r\n,()#[",
	    .open = "[",
	    .close = "]",
	    .wants = in_configure};
	int result;

	while ((result = next_call(&c)) > 0) {
		/* then follow what to do if it is found, and if not */
		while (c.words.n > 2)
			free(c.words.v[--c.words.n]);
		add_modules(d, &c, "build");
	}
	return ended(&c, result, e);
}
