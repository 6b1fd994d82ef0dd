/* walk_tree: the files in folders, by threads, without what is ignored */
#include "system/walk_tree.h"
#include "base/alloc.h"
#include "system/crew.h"
#include "system/walk_folder.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More folders at once than this are worth a second thread. */
#define FEW 16

struct tree {
	struct walk *walk;
	struct ignored ignored;
	struct folder **level;
	size_t n;
};

static bool
list_folder(void *context, size_t i, unsigned worker)
{
	struct tree *t = context;

	(void)worker;
	folder_list(t->level[i], t->walk, &t->ignored);
	return true;
}

/* Makes the level of the folders in those of this one. */
static void
descend(struct tree *t)
{
	struct folder **next = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < t->n; i++) {
		for (size_t j = 0; j < t->level[i]->n; j++) {
			if (t->level[i]->v[j].folder == NULL)
				continue;
			if (n == cap) {
				cap = cap ? 2 * cap : 64;
				next = xreallocarray(next, cap, sizeof(*next));
			}
			next[n++] = t->level[i]->v[j].folder;
		}
	}
	free(t->level);
	t->level = next;
	t->n = n;
}

/* Gives the files away in order, and frees the rest. */
static void
collect(struct walk *w, struct folder *f, struct strv *files, int *failure)
{
	walk_skipped_add(&w->skipped, &f->skipped);
	if (f->failure != 0)
		*failure = f->failure;
	for (size_t i = 0; i < f->n; i++) {
		if (f->v[i].folder != NULL) {
			collect(w, f->v[i].folder, files, failure);
			continue;
		}
		strv_take(files, f->v[i].path);
		f->v[i].path = NULL;
	}
	folder_free(f);
}

/*
 * The folder to begin with, whose rules are those of all above it, too: these
 * are appended to `above`, to be freed later.
 */
static struct folder *
go_to(struct tree *t, struct strv *paths, struct folder **above, size_t *n)
{
	struct folder *f = folder_new("", t->ignored.exclude, false), *inner;

	for (size_t i = 0; i < paths->n; i++) {
		if (t->ignored.repository != NULL && !f->ignored)
			folder_read_rules(f);
		inner = folder_new(
		    paths->v[i], f->rules, folder_ignores(f, paths->v[i]));
		above[(*n)++] = f;
		f = inner;
	}
	return f;
}

/* "a/", "a/b/" for a/b. */
static void
split(struct strv *paths, const char *folder)
{
	const char *end = folder;

	if (strcmp(folder, ".") == 0)
		return;
	do {
		end = strchrnul(end + (end > folder), '/');
		strv_addf(paths, "%.*s/", (int)(end - folder), folder);
	} while (*end != '\0');
}

/* Lists the folder and all below it, level by level. */
static int
list_from(struct tree *t, struct folder *start, struct strv *files)
{
	unsigned threads = t->walk->threads ? t->walk->threads : crew_size();
	int failure = 0;

	t->level = xmalloc(sizeof(*t->level));
	*t->level = start;
	for (t->n = 1; t->n > 0; descend(t))
		crew_each(t->n, t->n > FEW ? threads : 1, list_folder, t);
	free(t->level);
	if (!t->ignored.is_gits) {
		collect(t->walk, start, files, &failure);
	} else {
		struct strv none = {0};

		collect(t->walk, start, &none, &failure);
		strv_release(&none);
	}
	errno = failure;
	return failure != 0 ? -1 : t->ignored.is_gits;
}

int
walk_tree(struct walk *w, const char *folder, const struct repository *r,
    struct strv *files)
{
	struct tree t = {.walk = w};
	struct strv paths = {0};
	struct folder **above, *start;
	size_t n = 0;
	int status;

	ignored_init(&t.ignored, r);
	split(&paths, folder);
	above = xcalloc(paths.n + 1, sizeof(*above));
	start = go_to(&t, &paths, above, &n);
	status = list_from(&t, start, files);
	while (n > 0)
		folder_free(above[--n]);
	free(above);
	ignored_release(&t.ignored);
	strv_release(&paths);
	return status;
}
