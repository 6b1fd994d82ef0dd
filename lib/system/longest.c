/* longest: the longest functions of files */
#include "system/longest.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

static int
by_length(const void *x, const void *y)
{
	const struct longest_function *a = x, *b = y;
	int order;

	if (a->lines != b->lines)
		return a->lines < b->lines ? 1 : -1;
	order = strcmp(a->path, b->path);
	return order ? order
		     : (a->tag->line > b->tag->line) -
			   (a->tag->line < b->tag->line);
}

static void
add_functions(struct longest *l, const struct ctags_text *text)
{
	const struct tags *tags = &text->tags;

	l->v = xreallocarray(l->v, l->n + tags->n + 1, sizeof(*l->v));
	for (size_t i = 0; i < tags->n; i++) {
		const struct tag *tag = &tags->v[i];

		if (tags_is_function(tag) && tag->end_line >= tag->line &&
		    strcmp(tag->kind, "macro") != 0)
			l->v[l->n++] = (struct longest_function){
			    text->path, tag, tag->end_line - tag->line + 1};
	}
	l->files += !text->failed;
}

int
longest_find(struct longest *l, const struct strv *files, struct error *e)
{
	struct buf text = {0};
	const char *why;
	int status;

	*l = (struct longest){0};
	for (size_t i = 0; i < files->n; i++) {
		why = walk_read(files->v[i], &text);
		if (why != NULL)
			walk_skip(&l->skipped, why);
		if (why != NULL || text.len > LONGEST_FILE)
			continue;
		if (l->ctags.in.len + text.len > LONGEST_BYTES)
			break;
		ctags_add(&l->ctags, files->v[i], buf_str(&text), text.len);
	}
	buf_release(&text);
	status = l->ctags.n > 0 ? ctags_run(&l->ctags, e) : 0;
	for (size_t i = 0; status == 0 && i < l->ctags.n; i++)
		add_functions(l, &l->ctags.texts[i]);
	if (l->n > 0)
		qsort(l->v, l->n, sizeof(*l->v), by_length);
	return status;
}

void
longest_release(struct longest *l)
{
	free(l->v);
	ctags_release(&l->ctags);
}
