/* tags: the definitions in a source text, as universal-ctags prints them */
#include "text/tags.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

static char *
copy(const cJSON *from, const char *name)
{
	const char *s = json_string(from, name);

	return s ? xstrdup(s) : NULL;
}

/* "typename:int" and "struct:walk *": what is before the colon says little */
static char *
type_of(const cJSON *from)
{
	const char *s = json_string(from, "typeref");

	if (s == NULL)
		return NULL;
	return xstrdup(strncmp(s, "typename:", 9) == 0 ? s + 9 : s);
}

static void
add(struct tags *t, const cJSON *from)
{
	struct tag *tag;

	t->v = xreallocarray(t->v, t->n + 1, sizeof(*t->v));
	tag = &t->v[t->n];
	*tag = (struct tag){.name = copy(from, "name"),
	    .kind = copy(from, "kind"),
	    .scope = copy(from, "scope"),
	    .signature = copy(from, "signature"),
	    .type = type_of(from),
	    .language = copy(from, "language"),
	    .line = json_long(from, "line", 1),
	    .end_line = json_long(from, "end", 0),
	    .order = t->n};
	t->n++;
}

enum tags_line
tags_read(struct tags *t, const char *line, size_t len)
{
	cJSON *v = json_parse(line, len, NULL);
	enum tags_line what = TAGS_OTHER;

	if (json_is(v, "_type", "completed"))
		what = TAGS_DONE;
	if (json_is(v, "_type", "tag") && json_string(v, "name") != NULL &&
	    json_string(v, "kind") != NULL) {
		add(t, v);
		what = TAGS_TAG;
	}
	cJSON_Delete(v);
	return what;
}

static int
by_line(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void
tags_sort(struct tags *t)
{
	if (t->n > 0)
		qsort(t->v, t->n, sizeof(*t->v), by_line);
}

bool
tags_is_function(const struct tag *tag)
{
	static const char *const kinds[] = {"function", "method", "func",
	    "subroutine", "procedure", "singletonMethod", "getter", "setter",
	    "generator", "constructor"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(tag->kind, kinds[i]) == 0)
			return true;
	return false;
}

const struct tag *
tags_around(const struct tags *t, long line)
{
	for (size_t i = t->n; i-- > 0;) {
		const struct tag *tag = &t->v[i];

		if (tag->line > line)
			continue;
		if (tag->end_line ? tag->end_line >= line
				  : tags_is_function(tag))
			return tag;
	}
	return NULL;
}

void
tags_full_name(struct buf *b, const struct tag *tag)
{
	static const char *const colons[] = {
	    "C", "C++", "CUDA", "Rust", "Perl", "PHP"};
	const char *between = ".";

	for (size_t i = 0; i < sizeof(colons) / sizeof(*colons); i++)
		if (tag->language != NULL &&
		    strcmp(tag->language, colons[i]) == 0)
			between = "::";
	if (tag->scope != NULL)
		buf_addf(b, "%s%s", tag->scope, between);
	buf_adds(b, tag->name);
}

void
tags_release(struct tags *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->v[i].name);
		free(t->v[i].kind);
		free(t->v[i].scope);
		free(t->v[i].signature);
		free(t->v[i].type);
		free(t->v[i].language);
	}
	free(t->v);
	*t = (struct tags){0};
}
