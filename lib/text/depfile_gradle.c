/* depfile_gradle: build.gradle and build.gradle.kts, as far as they are data */
#include "base/strv.h"
#include "text/depfile.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

/*
 * A script is a program: what is told is what stands in its dependencies
 * and plugins blocks as text, in Groovy's forms and Kotlin's.
 */
struct gradle {
	struct depfile *d;
	bool comment;                  /* a slash and a star are open */
	int depth, round;              /* open braces, parentheses */
	int dependencies, plugins;     /* the depth of such a block, or 0 */
	bool goes_on;                  /* the statement's first word is known */
	struct buf word, last, quoted; /* that; the last; a text in quotes */
	struct buf group, name, version;
	long line; /* of name */
};

static const char *
scope_of(const char *configuration)
{
	static const char *const build[] = {"compileOnly", "annotation", "kapt",
	    "ksp", "classpath", "providedCompile"};

	if (strcmp(depfile_scope(configuration), "dev") == 0)
		return "dev";
	for (size_t i = 0; i < sizeof(build) / sizeof(*build); i++)
		if (strcasestr(configuration, build[i]) != NULL)
			return "build";
	return "runtime";
}

static void
set(struct buf *b, const char *s, size_t len)
{
	buf_truncate(b, 0);
	buf_add(b, s, len);
}

static void
add(struct gradle *g, const struct buf *name, const char *scope, long line)
{
	if (name->len > 0)
		depfile_add(g->d, &(struct dependency){"maven", name->data,
				      g->version.data, scope, line});
	buf_truncate(&g->group, 0);
	buf_truncate(&g->name, 0);
	buf_truncate(&g->version, 0);
}

/* Ends a statement that named a dependency or a plugin in several words. */
static void
end_statement(struct gradle *g)
{
	bool plugin = g->plugins > 0 && g->depth == g->plugins;

	if (g->group.len > 0 && g->name.len > 0 && !plugin) {
		buf_addc(&g->group, ':');
		buf_adds(&g->group, buf_str(&g->name));
		set(&g->name, g->group.data, g->group.len);
	} else if (!plugin) {
		buf_truncate(&g->name, 0);
	}
	add(g, &g->name, plugin ? "build" : scope_of(buf_str(&g->word)),
	    g->line);
	g->goes_on = false;
}

/* GROUP:NAME:VERSION[:CLASSIFIER][@TYPE]; not :PROJECT, not a sentence. */
static void
add_coordinates(struct gradle *g, const char *s, long line)
{
	const char *name = strchr(s, ':'), *version;
	size_t len;

	if (name == NULL || name == s || strpbrk(s, " /\\") != NULL)
		return;
	version = strchrnul(name + 1, ':');
	len = (size_t)(version - s);
	set(&g->group, s, len);
	version += *version == ':';
	set(&g->version, version, strcspn(version, ":@"));
	add(g, &g->group, scope_of(buf_str(&g->word)), line);
}

static void
take_quoted(struct gradle *g, long line)
{
	const char *last = buf_str(&g->last), *s = buf_str(&g->quoted);
	struct buf *to = strcmp(last, "version") == 0 ? &g->version
			 : strcmp(last, "group") == 0 ? &g->group
			 : strcmp(last, "name") == 0  ? &g->name
						      : NULL;

	if (g->plugins > 0 && g->depth == g->plugins &&
	    (strcmp(last, "id") == 0 || strcmp(last, "kotlin") == 0)) {
		to = &g->name;
		if (*last == 'k') {
			buf_adds(&g->name, "org.jetbrains.kotlin.");
			buf_adds(&g->name, s);
			to = NULL;
		}
	} else if (g->depth != g->dependencies && to != &g->version) {
		return;
	}
	if (to != NULL)
		set(to, s, g->quoted.len);
	else if (g->depth == g->dependencies)
		add_coordinates(g, s, line);
	g->line = line;
}

static void
take_word(struct gradle *g, const char *s, size_t len)
{
	set(&g->last, s, len);
	if (!g->goes_on && g->round == 0)
		set(&g->word, s, len);
	g->goes_on = true;
}

static void
take_brace(struct gradle *g, char c)
{
	const char *word = buf_str(&g->word);

	if (c == '{') {
		g->depth++;
		if (g->dependencies == 0 && strcmp(word, "dependencies") == 0)
			g->dependencies = g->depth;
		if (g->plugins == 0 && strcmp(word, "plugins") == 0)
			g->plugins = g->depth;
		g->goes_on = false;
		return;
	}
	end_statement(g);
	if (g->depth == g->dependencies)
		g->dependencies = 0;
	if (g->depth == g->plugins)
		g->plugins = 0;
	g->depth -= g->depth > 0;
}

/* Takes what s begins with; returns its length. */
static size_t
take(struct gradle *g, const char *s, long line)
{
	const char *end = g->comment ? strstr(s, "*/") : NULL;
	size_t len = 0;

	if (g->comment) {
		g->comment = end == NULL;
		return end ? (size_t)(end + 2 - s) : strlen(s);
	}
	if (s[0] == '/' && s[1] == '/')
		return strlen(s);
	if (s[0] == '/' && s[1] == '*')
		return g->comment = true, 2;
	if (*s == '"' || *s == '\'') {
		len = strcspn(s + 1, (char[]){*s, '\0'});
		set(&g->quoted, s + 1, len);
		take_quoted(g, line);
		return len + 1 + (s[len + 1] != '\0');
	}
	while (isalnum((unsigned char)s[len]) || s[len] == '_')
		len++;
	if (len > 0)
		return take_word(g, s, len), len;
	if (*s == '{' || *s == '}')
		take_brace(g, *s);
	g->round += (*s == '(') - (*s == ')' && g->round > 0);
	if (*s == ';')
		end_statement(g);
	return 1;
}

int
depfile_gradle(struct depfile *d, const char *text, struct error *e)
{
	struct gradle g = {.d = d};
	struct depline l = {.text = text};
	size_t len;

	(void)e;
	while (depline_next(&l)) {
		for (size_t at = 0; at < l.line.len;)
			at += take(&g, l.line.data + at, l.number);
		len = l.line.len;
		while (len > 0 && strchr(" \t", l.line.data[len - 1]) != NULL)
			len--;
		if (!g.comment && g.round == 0 && len > 0 &&
		    l.line.data[len - 1] != ',')
			end_statement(&g);
	}
	buf_release(&g.word);
	buf_release(&g.last);
	buf_release(&g.quoted);
	buf_release(&g.group);
	buf_release(&g.name);
	buf_release(&g.version);
	return 0;
}
