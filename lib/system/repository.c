/* repository: where a work tree's git folders are */
#include "system/repository.h"
#include "base/alloc.h"
#include "system/repository_parts.h"
#include "system/root.h"
#include "text/alias.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The folder that the first line of a file names, behind a word. */
static char *
named_in(const char *folder, const char *name, const char *word)
{
	struct buf text = {0};
	const char *line;
	char *real = NULL;

	if (repository_read(&text, folder, name) &&
	    strncmp(buf_str(&text), word, strlen(word)) == 0) {
		line = buf_str(&text) + strlen(word);
		real = repository_resolve(folder, line, strcspn(line, "\n"));
	}
	buf_release(&text);
	return real;
}

static bool
lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/' || n == 1);
}

static bool
is_git_folder(const char *path)
{
	char *head = xasprintf("%s/HEAD", path);
	struct stat st;
	bool there = lstat(head, &st) == 0;

	free(head);
	return there;
}

/* The git folder that a work tree's .git is or names; NULL if it is none. */
static char *
git_folder(const char *top)
{
	char *folder = named_in(top, ".git", "gitdir: ");

	if (folder == NULL)
		folder = repository_resolve(top, ".git", 4);
	if (folder != NULL && is_git_folder(folder))
		return folder;
	free(folder);
	return NULL;
}

/* Fills top and folder from the nearest folder at or above the root. */
static void
find_top(struct repository *r, const char *root)
{
	char *at = xstrdup(root), *slash;

	while ((r->folder = git_folder(*at ? at : "/")) == NULL && *at) {
		slash = strrchr(at, '/');
		*slash = '\0';
	}
	if (r->folder != NULL) {
		r->top = xstrdup(*at ? at : "/");
		r->link = xasprintf("%s/.git", at);
	}
	free(at);
}

/* Takes what may be NULL. */
static bool
is_same(char *path, const char *other)
{
	bool same = path != NULL && strcmp(path, other) == 0;

	free(path);
	return same;
}

static bool
names_us(const struct repository *r)
{
	char *link;
	bool same;

	if (lies_in(r->folder, r->top) ||
	    (r->worktree && strcmp(r->worktree, r->top) == 0))
		return true;
	link = xrealpath(r->link);
	same = link != NULL && is_same(named_in(r->folder, "gitdir", ""), link);
	free(link);
	return same;
}

/* A linked work tree's folder is COMMON/worktrees/NAME. */
static bool
is_common(const struct repository *r)
{
	char *linked = xasprintf("%s/worktrees", r->common);
	bool good = lies_in(r->common, r->top) || lies_in(r->folder, linked) ||
		    lies_in(r->folder, r->common);

	free(linked);
	return good;
}

/* What else an alternate would lead to is no store of objects. */
static bool
is_objects(const char *path)
{
	return strcmp(strrchr(path, '/'), "/objects") == 0;
}

static int
add_alternates(
    struct repository *r, const char *objects, int depth, struct error *e)
{
	struct buf text = {0};
	const char *line, *end;
	char *real;
	int status = 0;

	if (depth > REPOSITORY_DEPTH ||
	    !repository_read(&text, objects, "info/alternates"))
		return 0;
	for (line = buf_str(&text); *line && status == 0; line = end) {
		end = line + strcspn(line, "\n");
		real = *line == '#' ? NULL
				    : repository_resolve(
					  objects, line, (size_t)(end - line));
		end += *end == '\n';
		if (real == NULL || strv_has(&r->alternates, real) ||
		    r->alternates.n == REPOSITORY_LIST) {
			free(real);
			continue;
		}
		strv_take(&r->alternates, real);
		if (!repository_is_ours(r, real, S_IFDIR) || !is_objects(real))
			status = repository_strange(
			    "alternate object folder", real, e);
		else if (repository_check_objects(real, e) < 0)
			status = -1;
		else
			status = add_alternates(r, real, depth + 1, e);
	}
	buf_release(&text);
	return status;
}

/* Where the folders are, which costs little: all programs ask for it. */
static struct repository *
locate(void)
{
	static struct repository found;
	static bool known;

	if (!known && root_path() != NULL) {
		known = true;
		find_top(&found, root_path());
		if (found.top != NULL)
			found.common = named_in(found.folder, "commondir", "");
		if (found.top != NULL && found.common == NULL)
			found.common = xstrdup(found.folder);
	}
	return &found;
}

static int
check(struct repository *r, struct error *e)
{
	char *objects;
	int status;

	if (r->top == NULL)
		return 0;
	if (repository_check_files(r->folder, e) < 0 ||
	    repository_check_files(r->common, e) < 0)
		return -1;
	if (repository_read_config(r, r->common, "config", 0, e) < 0 ||
	    repository_read_config(r, r->folder, "config.worktree", 0, e) < 0)
		return -1;
	if (!names_us(r))
		return repository_strange("git folder", r->folder, e);
	if (!is_common(r))
		return repository_strange("common git folder", r->common, e);
	objects = xasprintf("%s/objects", r->common);
	status = repository_check_objects(objects, e);
	if (status == 0)
		status = add_alternates(r, objects, 1, e);
	free(objects);
	return status;
}

const struct repository *
repository_of_root(struct error *e)
{
	static struct error why;
	static bool checked;

	if (!checked)
		check(locate(), &why);
	checked = true;
	if (why.code == ERROR_NONE)
		return locate();
	error_set(e, why.code, "%s", why.message);
	return NULL;
}

/* Adds a git folder of another name, relative to the root. */
static void
add_inside(struct strv *inside, const char *folder)
{
	size_t n = strlen(root_path());
	const char *path = folder + n + (n > 1);

	if (lies_in(folder, root_path()) && *path != '\0' &&
	    folder[n] != '\0' && !alias_is_reserved(path) &&
	    !strv_has(inside, path))
		strv_add(inside, path);
}

const struct strv *
repository_inside(void)
{
	static struct strv inside;
	static bool known;
	const struct repository *r = locate();

	if (!known && r->top != NULL) {
		known = true;
		add_inside(&inside, r->common);
		add_inside(&inside, r->folder);
	}
	return &inside;
}

bool
repository_holds(const char *path)
{
	const struct strv *inside = repository_inside();

	for (size_t i = 0; i < inside->n; i++)
		if (alias_lies_in(path, inside->v[i]))
			return true;
	return false;
}
