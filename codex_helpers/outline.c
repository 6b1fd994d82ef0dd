/* outline: the definitions in files, by universal-ctags */
#include "base/json.h"
#include "contract/skipped.h"
#include "contract/tool.h"
#include "outline.args.h"
#include "system/ctags.h"
#include "system/walk.h"
#include "text/glob.h"
#include <string.h>

static struct args a;
static struct result r;
static struct strv files;
static struct ctags ctags;
static struct buf buffer;

static void
add_known(cJSON *to, const char *name, const char *text)
{
	if (text != NULL)
		json_add_string(to, name, text);
}

static cJSON *
new_symbol(const char *path, const struct tag *tag)
{
	cJSON *symbol = cJSON_CreateObject();

	json_add_path(symbol, "path", path);
	json_add_long(symbol, "line", tag->line);
	if (tag->end_line > 0)
		json_add_long(symbol, "end_line", tag->end_line);
	json_add_string(symbol, "kind", tag->kind);
	json_add_string(symbol, "name", tag->name);
	add_known(symbol, "scope", tag->scope);
	add_known(symbol, "type", tag->type);
	add_known(symbol, "signature", tag->signature);
	return symbol;
}

static bool
has_wildcards(const char *name)
{
	return strpbrk(name, "*?[{\\") != NULL;
}

/* Whether it is the name, alone or behind that of what it is in. */
static bool
is_named(const struct tag *tag)
{
	struct buf full = {0};
	bool same;

	if (a.name == NULL || strcmp(a.name, tag->name) == 0)
		return true;
	if (has_wildcards(a.name))
		return glob_match(a.name, tag->name);
	tags_full_name(&full, tag);
	same = strcmp(a.name, buf_str(&full)) == 0;
	buf_release(&full);
	return same;
}

static bool
is_wanted(const struct tag *tag)
{
	return (a.kinds.n == 0 || strv_has(&a.kinds, tag->kind)) &&
	       is_named(tag);
}

/* The definitions of the files that were read so far. */
static void
flush(void)
{
	const struct tags *tags;
	struct error e = {0};

	tool_must(ctags_run(&ctags, &e), &e);
	for (size_t i = 0; i < ctags.n; i++) {
		tags = &ctags.texts[i].tags;
		if (ctags.texts[i].failed)
			skipped_count(r.details, "unparsed");
		for (size_t j = 0; j < tags->n; j++)
			if (is_wanted(&tags->v[j]))
				result_add(&r, new_symbol(ctags.texts[i].path,
						   &tags->v[j]));
	}
	ctags_clear(&ctags);
}

/*
 * Most files do not hold the name at all, and need no look at their
 * definitions. Of a name with its scope, its last word must be there.
 */
static bool
may_define(void)
{
	const char *word = a.name;

	if (word == NULL || has_wildcards(word))
		return true;
	for (const char *s = word; *s != '\0'; s++)
		if (strchr(":./", *s) != NULL && s[1] != '\0')
			word = s + 1;
	return memmem(buf_str(&buffer), buffer.len, word, strlen(word)) != NULL;
}

int
main(int argc, char **argv)
{
	size_t most; /* bytes for one ctags */
	struct error e = {0};
	const char *why;

	tool_args(&a, &args_desc, argc, argv);
	/* paths that are given but empty come from a pipe that found none */
	if (a.paths.n > 0 || !tool_given("paths"))
		tool_must(
		    walk_files(&a.paths, &a.include, &a.exclude, &files, &e),
		    &e);
	/* an answer that is soon full needs few files */
	most = a.max_tokens > 0 ? CTAGS_BATCH >> 5 : CTAGS_BATCH;
	result_list(&r, "symbols", a.max_tokens, a.skip);
	for (size_t i = 0; i < files.n && !r.full; i++) {
		why = walk_read(files.v[i], &buffer);
		if (why != NULL)
			skipped_count(r.details, why);
		else if (may_define())
			ctags_add(
			    &ctags, files.v[i], buf_str(&buffer), buffer.len);
		r.more = i + 1 < files.n;
		if (ctags.in.len > most)
			flush();
	}
	if (!r.full) {
		r.more = false;
		flush();
	}
	ctags_release(&ctags);
	tool_answer_list(&r);
}
