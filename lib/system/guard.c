/* guard: what is reserved in the root, noted before a program and restored */
#include "system/guard.h"
#include "base/alloc.h"
#include "system/guard_entry.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT_MAX GUARD_ENTRY_MAX /* of all */
#define DEPTH    50

static const char *const tops[] = {".git", ".codex", ".codex-log"};

/* What of a git folder makes git run programs, or look for that elsewhere. */
static const char *const parts[] = {"config", "config.worktree", "commondir",
    "gitdir", "hooks", "info", "rebase-apply", "rebase-merge", "sequencer",
    NULL};

/*
 * Adds what is there; whether it is a folder. What is there after is only
 * compared: of that there may be more than fits into memory.
 */
static bool
note_one(struct guard *g, const char *path, bool grows)
{
	struct stat st;

	if (!guard_stat(path, &st) || g->bytes > KEPT_MAX)
		return false;
	g->v = xreallocarray(g->v, g->n + 1, sizeof(*g->v));
	g->v[g->n] = (struct guard_entry){.path = xstrdup(path),
	    .mode = st.st_mode,
	    .links = S_ISREG(st.st_mode) && !grows ? st.st_nlink : 0,
	    .nested = g->nested,
	    .grows = grows};
	if (g->noted)
		g->bytes += guard_entry_read(&g->v[g->n]);
	g->n++;
	return S_ISDIR(st.st_mode);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Adds what is there, and what is below it. */
static void
note(struct guard *g, const char *path, bool grows, int depth)
{
	const struct dirent *d;
	char *inner;
	DIR *dir;

	if (!note_one(g, path, grows) || depth == DEPTH)
		return;
	dir = guard_open_folder(path, !g->noted);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (is_dots(d->d_name))
			continue;
		inner = xasprintf("%s/%s", path, d->d_name);
		note(g, inner, grows, depth + 1);
		free(inner);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Whether in a folder of git's there can be others: of submodules, whose
 * names have slashes, and of linked work trees. */
static bool
may_hold(const struct dirent *d, int depth)
{
	if (depth == 0)
		return strcmp(d->d_name, "modules") == 0 ||
		       strcmp(d->d_name, "worktrees") == 0;
	for (size_t i = 0; parts[i] != NULL; i++)
		if (strcmp(d->d_name, parts[i]) == 0)
			return false;
	return depth < DEPTH && d->d_type != DT_REG && !is_dots(d->d_name);
}

/* Of a git folder, and of those that are in it. */
static void
note_git(struct guard *g, const char *folder, int depth)
{
	DIR *dir = guard_open_folder(folder, !g->noted);
	const struct dirent *d;
	char *path;

	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		if (!may_hold(d, depth))
			continue;
		path = xasprintf("%s/%s", folder, d->d_name);
		note_git(g, path, depth + 1);
		free(path);
	}
	closedir(dir);
	for (size_t i = 0; parts[i] != NULL; i++) {
		path = xasprintf("%s/%s", folder, parts[i]);
		note(g, path, false, 0);
		free(path);
	}
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct guard_entry *)a)->path,
	    ((const struct guard_entry *)b)->path);
}

/* The repositories further down; in the same folders as before. */
static void
take_nested(struct guard *g, const struct guard *before)
{
	const struct strv *led_to = &(before ? before : g)->repositories.led_to;
	const char *path;

	if (before == NULL)
		repositories_find(&g->repositories);
	else
		repositories_again(&g->repositories, &before->repositories);
	for (size_t i = 0; i < g->repositories.gits.n + led_to->n; i++) {
		path = i < led_to->n ? led_to->v[i]
				     : g->repositories.gits.v[i - led_to->n];
		g->nested = strlen(path);
		if (note_one(g, path, false))
			note_git(g, path, 0);
	}
	g->nested = 0;
}

/*
 * A folder of git's is not noted whole, what a mount holds not at all.
 * before is NULL, or what was noted before.
 */
static void
take(struct guard *g, const struct guard *before)
{
	for (size_t i = 0; i < 3; i++) {
		if (g->left_alone[i])
			continue;
		if (i > 0)
			note(g, tops[i], i == 2, 0);
		else if (note_one(g, tops[i], false))
			note_git(g, tops[i], 0);
	}
	take_nested(g, before);
	if (g->n > 0)
		qsort(g->v, g->n, sizeof(*g->v), by_path);
}

int
guard_note(struct guard *g, bool whole, struct error *e)
{
	struct stat st;

	*g = (struct guard){.noted = true};
	for (size_t i = 0; i < 3; i++) {
		g->left_alone[i] =
		    !whole && guard_stat(tops[i], &st) && !S_ISLNK(st.st_mode);
		if (!g->left_alone[i])
			g->folders[i] =
			    root_open_plain(tops[i], O_PATH | O_DIRECTORY);
	}
	take(g, NULL);
	if (g->bytes <= KEPT_MAX)
		return 0;
	guard_release(g);
	return error_set(e, ERROR_TOO_LARGE,
	    "what is in .codex and the hooks and info of .git folders is more "
	    "than 64 MiB, which is what can be kept to put it back");
}

/* What is below one that was told is not told too. */
static void
add_changed(struct strv *changed, const char *path)
{
	const char *last = changed->n ? changed->v[changed->n - 1] : "/";
	size_t n = strlen(last);

	if (strncmp(path, last, n) != 0 || path[n] != '/')
		strv_add(changed, path);
}

/* A folder that was moved away comes back with all that is in it. */
static void
bring_back(const struct guard *g, size_t i, struct strv *changed)
{
	char link[40], now[PATH_MAX];
	struct stat was, is = {0};
	ssize_t n;

	if (g->folders[i] <= 0 || fstat(g->folders[i], &was) < 0 ||
	    (guard_stat(tops[i], &is) && is.st_ino == was.st_ino &&
		is.st_dev == was.st_dev))
		return;
	add_changed(changed, tops[i]);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", g->folders[i]);
	n = readlink(link, now, sizeof(now) - 1);
	if (n < 0)
		return;
	now[n] = '\0';
	guard_remove(tops[i]);
	renameat(AT_FDCWD, now, root_fd(), tops[i]);
}

/* A nested repository that is no longer there starts nothing. */
static bool
is_gone(const struct guard_entry *was)
{
	char *path = xstrndup(was->path, was->nested);
	int fd = was->nested ? root_open_plain(path, O_PATH | O_NOFOLLOW) : 0;
	bool gone = fd < 0 && errno == ENOENT;

	if (fd > 0)
		close(fd);
	free(path);
	return gone;
}

/* A repository that was made in a folder without one may hold work. */
static void
remove_new(const struct guard_entry *new, struct strv *changed)
{
	char *aside = xasprintf("%s-set-aside", new->path);

	add_changed(changed, new->path);
	if (new->nested != strlen(new->path) ||
	    renameat2(
		root_fd(), new->path, root_fd(), aside, RENAME_NOREPLACE) < 0)
		guard_remove(new->path);
	free(aside);
}

void
guard_restore(const struct guard *g, struct strv *changed)
{
	struct guard now = {0};
	size_t i = 0, j = 0;
	int order;

	if (!g->noted)
		return;
	for (size_t top = 0; top < 3; top++)
		bring_back(g, top, changed);
	memcpy(now.left_alone, g->left_alone, sizeof(now.left_alone));
	take(&now, g);
	while (i < g->n || j < now.n) {
		order = i == g->n    ? 1
			: j == now.n ? -1
				     : strcmp(g->v[i].path, now.v[j].path);
		if (order > 0) {
			if (!now.v[j].grows)
				remove_new(&now.v[j], changed);
			j++;
			continue;
		}
		if ((order < 0 && !is_gone(&g->v[i])) ||
		    (order == 0 && !guard_entry_same(&g->v[i], &now.v[j]))) {
			add_changed(changed, g->v[i].path);
			guard_entry_put_back(&g->v[i]);
		}
		i++;
		j += order == 0;
	}
	guard_release(&now);
}

void
guard_release(struct guard *g)
{
	for (size_t i = 0; i < 3; i++)
		if (g->folders[i] > 0)
			close(g->folders[i]);
	for (size_t i = 0; i < g->n; i++) {
		free(g->v[i].path);
		free(g->v[i].data);
	}
	free(g->v);
	repositories_release(&g->repositories);
	*g = (struct guard){0};
}
