/* comments: where the comments are in source text */
#include "text/comments.h"
#include <ctype.h>
#include <string.h>

enum {
	AFTER_SPACE = 1 << 0, /* # begins a comment only at a word's start */
	TRIPLE = 1 << 1,      /* """ and ''' enclose lines */
	LONG_TICK = 1 << 2,   /* ` encloses lines */
	LONG_BRACKET = 1 << 3 /* --[[ and --[==[ are block comments */
};

struct language {
	const char *names; /* extensions, and whole names of files */
	const char *line;  /* what begins a comment up to the line's end */
	const char *line2;
	const char *open, *close;
	const char *quotes;
	int flags;
};

static const struct language languages[] = {
    {"c h cc cpp cxx c++ hh hpp hxx ipp inl m mm java kt kts scala cs swift "
     "dart groovy gradle proto v sv glsl hlsl cu cl dts dtsi S s y l ld lds "
     "zig",
	"//", NULL, "/*", "*/", "\"'", 0},
    {"rs", "//", NULL, "/*", "*/", "\"", 0},
    {"js mjs cjs jsx ts mts cts tsx go", "//", NULL, "/*", "*/", "\"'`",
	LONG_TICK},
    {"scss less sass", "//", NULL, "/*", "*/", "\"'", 0},
    {"css", NULL, NULL, "/*", "*/", "\"'", 0},
    {"php", "//", "#", "/*", "*/", "\"'", 0},
    {"py pyi pyx", "#", NULL, NULL, NULL, "\"'", TRIPLE},
    {"sh bash zsh ksh bats yaml yml mk mak makefile gnumakefile kbuild "
     "kconfig dockerfile containerfile toml cmake cmakelists.txt conf cfg "
     "rb pl pm t r jl nix tcl awk fish ex exs gn bzl bazel build tf hcl "
     ".gitignore .gitattributes .editorconfig codeowners",
	"#", NULL, NULL, NULL, "\"'", AFTER_SPACE},
    {"sql", "--", NULL, "/*", "*/", "\"'", 0},
    {"lua", "--", NULL, NULL, NULL, "\"'", LONG_BRACKET},
    {"hs elm", "--", NULL, "{-", "-}", "\"", 0},
    {"ada adb ads vhd vhdl", "--", NULL, NULL, NULL, "\"", 0},
    {"html htm xhtml xml xsl xsd svg md markdown vue svelte", NULL, NULL,
	"<!--", "-->", "", 0},
    {"el lisp lsp cl scm clj asm ini", ";", NULL, NULL, NULL, "\"", 0},
    {"tex sty cls erl hrl", "%", NULL, NULL, NULL, "", 0},
};

/* Whether the space-separated words hold this one, in any case. */
static bool
has_word(const char *words, const char *word, size_t len)
{
	size_t n;

	for (; *words; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && strncasecmp(words, word, len) == 0)
			return true;
	}
	return false;
}

const struct language *
comments_language(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	size_t n = sizeof(languages) / sizeof(languages[0]);

	for (size_t i = 0; i < n; i++)
		if (has_word(languages[i].names, name, strlen(name)))
			return &languages[i];
	for (size_t i = 0; i < n && dot != NULL; i++)
		if (has_word(languages[i].names, dot + 1, strlen(dot + 1)))
			return &languages[i];
	return NULL;
}

static bool
stands(const struct comments *c, size_t at, const char *mark)
{
	size_t len;

	if (mark == NULL || at >= c->len || c->text[at] != mark[0])
		return false;
	len = strlen(mark);
	return c->len - at >= len && memcmp(c->text + at, mark, len) == 0;
}

static size_t
find(const struct comments *c, size_t at, const char *mark, size_t len)
{
	const char *found = memmem(c->text + at, c->len - at, mark, len);

	return found ? (size_t)(found - c->text) : c->len;
}

/* Behind the string that opens at c->at. */
static size_t
string_end(const struct comments *c)
{
	const char *open = c->text + c->at;
	char quote = *open;
	bool is_long = quote == '`' && c->language->flags & LONG_TICK;
	size_t at = c->at + 1, end;

	if (c->language->flags & TRIPLE && c->len - c->at >= 3 &&
	    open[1] == quote && open[2] == quote) {
		end = find(c, c->at + 3, open, 3);
		return end < c->len ? end + 3 : c->len;
	}
	for (; at < c->len && (c->text[at] != '\n' || is_long); at++) {
		if (c->text[at] == '\\')
			at++;
		else if (c->text[at] == quote)
			return at + 1;
	}
	return at < c->len ? at : c->len;
}

/* Lua's [[ and [==[ at `at`: the closing one's place, 0 if it is neither. */
static size_t
bracket_end(const struct comments *c, size_t at, size_t *open, size_t *close)
{
	char mark[34] = "]";
	size_t level = 0;

	if (!stands(c, at, "["))
		return 0;
	while (level < 32 && stands(c, at + 1 + level, "="))
		mark[++level] = '=';
	if (!stands(c, at + 1 + level, "["))
		return 0;
	mark[level + 1] = ']';
	*open = at + level + 2;
	*close = find(c, *open, mark, level + 2);
	return *close < c->len ? *close + level + 2 : c->len;
}

/* The comment that opens at c->at: its bounds, and c->at behind it. */
static bool
take(struct comments *c, size_t *start, size_t *end)
{
	const struct language *l = c->language;
	const char *mark = stands(c, c->at, l->line) ? l->line : l->line2;
	size_t behind;

	if (stands(c, c->at, l->open)) {
		*start = c->at + strlen(l->open);
		*end = find(c, *start, l->close, strlen(l->close));
		c->at = *end < c->len ? *end + strlen(l->close) : c->len;
		return true;
	}
	if (!stands(c, c->at, mark))
		return false;
	if (l->flags & AFTER_SPACE && c->at > 0 &&
	    !isspace((unsigned char)c->text[c->at - 1]))
		return false;
	*start = c->at + strlen(mark);
	if (l->flags & LONG_BRACKET &&
	    (behind = bracket_end(c, *start, start, end)) > 0) {
		c->at = behind;
		return true;
	}
	*end = find(c, *start, "\n", 1);
	c->at = *end;
	return true;
}

/* A ' behind a letter or digit is no quote: 1'000, it's. */
static bool
opens_string(const struct comments *c)
{
	char q = c->text[c->at];

	if (q == '\0' || strchr(c->language->quotes, q) == NULL)
		return false;
	return q != '\'' || c->at == 0 || c->language->flags & TRIPLE ||
	       !isalnum((unsigned char)c->text[c->at - 1]);
}

/* The bytes that may open a comment or a string, and the backslash. */
static void
mark_openers(const struct language *l, bool opens[256])
{
	const char *const marks[] = {l->line, l->line2, l->open};

	memset(opens, 0, 256 * sizeof(*opens));
	for (size_t i = 0; i < 3; i++)
		if (marks[i] != NULL)
			opens[(unsigned char)marks[i][0]] = true;
	for (const char *q = l->quotes; *q; q++)
		opens[(unsigned char)*q] = true;
	opens['\\'] = true;
}

bool
comments_next(struct comments *c, size_t *start, size_t *end)
{
	bool opens[256];

	mark_openers(c->language, opens);
	while (c->at < c->len) {
		if (!opens[(unsigned char)c->text[c->at]])
			c->at++;
		else if (take(c, start, end))
			return true;
		else if (opens_string(c))
			c->at = string_end(c);
		else
			c->at += 1 + (c->text[c->at] == '\\');
	}
	return false;
}
