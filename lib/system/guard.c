/* guard: what is reserved in the root, noted before a program and restored */
#include "system/guard.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include "system/scratch.h"
#include "text/sha256.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT_MAX ((size_t)64 << 20)
#define LOG_MAX  ((size_t)1 << 30)
#define DEPTH    50

struct guard_entry {
	char *path; /* below the root */
	mode_t mode;
	nlink_t links; /* of a file: its other names */
	char *data;    /* of a file, or where a link leads; NULL: not read */
	size_t len;
	bool grows; /* data is the SHA-256 of its first len bytes */
};

static const char *const tops[] = {".git", ".codex", ".codex-log"};

/* What of a git folder makes git run programs, or look for that elsewhere. */
static const char *const parts[] = {"config", "config.worktree", "commondir",
    "gitdir", "hooks", "info", "rebase-apply", "rebase-merge", "sequencer",
    NULL};

static bool
stat_at(const char *path, struct stat *st)
{
	return fstatat(root_fd(), path, st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Its bytes; NULL when it cannot be read. */
static char *
read_at(const char *path, size_t max, size_t *len)
{
	int fd = root_open_plain(path, O_RDONLY);
	struct buf b = {0};
	int status = fd < 0 ? -1 : buf_read(&b, fd, max);

	if (fd >= 0)
		close(fd);
	*len = b.len;
	if (status == 0)
		return buf_detach(&b);
	buf_release(&b);
	return NULL;
}

static char *
read_link(const char *path, size_t *len)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(root_fd(), path, target, sizeof(target));

	*len = n < 0 ? 0 : (size_t)n;
	return n < 0 ? NULL : xstrndup(target, *len);
}

static void
read_entry(struct guard *g, struct guard_entry *f)
{
	char *text;

	if (S_ISLNK(f->mode))
		f->data = read_link(f->path, &f->len);
	if (!S_ISREG(f->mode))
		return;
	text = read_at(f->path, f->grows ? LOG_MAX : KEPT_MAX, &f->len);
	if (text != NULL && f->grows) {
		f->data = xcalloc(1, 65);
		sha256_hex(text, f->len, f->data);
		free(text);
		return;
	}
	f->data = text;
	g->bytes += f->len;
}

/*
 * Adds what is there; whether it is a folder. What is there after is only
 * compared: of that there may be more than fits into memory.
 */
static bool
note_one(struct guard *g, const char *path, bool grows)
{
	struct stat st;

	if (!stat_at(path, &st) || g->bytes > KEPT_MAX)
		return false;
	g->v = xreallocarray(g->v, g->n + 1, sizeof(*g->v));
	g->v[g->n] = (struct guard_entry){.path = xstrdup(path),
	    .mode = st.st_mode,
	    .links = S_ISREG(st.st_mode) && !grows ? st.st_nlink : 0,
	    .grows = grows};
	if (g->noted)
		read_entry(g, &g->v[g->n]);
	g->n++;
	return S_ISDIR(st.st_mode);
}

/* Opens a folder to its owner, who closed it: to hide what is in it. */
static void
unlock(const char *path)
{
	int fd = root_open_plain(path, O_PATH | O_DIRECTORY);
	char link[40];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (fd < 0)
		return;
	chmod(link, 0700);
	close(fd);
}

static DIR *
open_folder(const struct guard *g, const char *path)
{
	int fd = root_open_plain(path, O_RDONLY | O_DIRECTORY);

	if (!g->noted && (fd < 0 || faccessat(fd, ".", X_OK, 0) < 0)) {
		if (fd >= 0)
			close(fd);
		unlock(path);
		fd = root_open_plain(path, O_RDONLY | O_DIRECTORY);
	}
	return fd < 0 ? NULL : xfdopendir(fd);
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
	dir = open_folder(g, path);
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
	DIR *dir = open_folder(g, folder);
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

/* A folder of git's is not noted whole, what a mount holds not at all. */
static void
take(struct guard *g)
{
	for (size_t i = 0; i < 3; i++) {
		if (g->left_alone[i])
			continue;
		if (i > 0)
			note(g, tops[i], i == 2, 0);
		else if (note_one(g, tops[i], false))
			note_git(g, tops[i], 0);
	}
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
		    !whole && stat_at(tops[i], &st) && !S_ISLNK(st.st_mode);
		if (!g->left_alone[i])
			g->folders[i] =
			    root_open_plain(tops[i], O_PATH | O_DIRECTORY);
	}
	take(g);
	if (g->bytes <= KEPT_MAX)
		return 0;
	guard_release(g);
	return error_set(e, ERROR_TOO_LARGE,
	    "what is in .git/hooks, .git/info and .codex is more than 64 MiB, "
	    "which is what can be kept to put it back");
}

/* A log still begins with what it was. */
static bool
has_grown(const struct guard_entry *was)
{
	size_t len;
	char *text = read_at(was->path, LOG_MAX, &len), hex[65];
	bool same = text != NULL && len >= was->len;

	if (same) {
		sha256_hex(text, was->len, hex);
		same = strcmp(hex, was->data) == 0;
	}
	free(text);
	return same;
}

static bool
is_same(const struct guard_entry *was, const struct guard_entry *is)
{
	bool same;
	char *data;
	size_t len;

	if (was->mode != is->mode || was->links != is->links)
		return false;
	if (was->data == NULL)
		return true;
	if (was->grows && S_ISREG(was->mode))
		return has_grown(was);
	data = S_ISLNK(was->mode) ? read_link(was->path, &len)
				  : read_at(was->path, was->len, &len);
	same = data && len == was->len && memcmp(was->data, data, len) == 0;
	free(data);
	return same;
}

static void
remove_at(const char *path)
{
	if (unlinkat(root_fd(), path, 0) < 0 && errno != ENOENT)
		scratch_remove(root_fd(), path);
}

/* Makes folders of what is above it, which may be links now. */
static void
make_way(const char *path)
{
	struct stat st;
	char *above;

	for (const char *s = strchr(path, '/'); s; s = strchr(s + 1, '/')) {
		above = xstrndup(path, (size_t)(s - path));
		if (!stat_at(above, &st) || !S_ISDIR(st.st_mode)) {
			remove_at(above);
			mkdirat(root_fd(), above, 0755);
		}
		free(above);
	}
}

static void
put_back(const struct guard_entry *was)
{
	struct stat st;
	int fd;

	if (was->grows)
		return;
	make_way(was->path);
	if (stat_at(was->path, &st) &&
	    ((st.st_mode ^ was->mode) & S_IFMT || !S_ISDIR(was->mode)))
		remove_at(was->path);
	if (S_ISDIR(was->mode)) {
		mkdirat(root_fd(), was->path, 0700);
	} else if (S_ISLNK(was->mode)) {
		if (was->data != NULL &&
		    symlinkat(was->data, root_fd(), was->path) < 0)
			return;
	} else if (S_ISREG(was->mode) && was->data != NULL) {
		fd = openat(root_fd(), was->path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			return;
		write_all(fd, was->data, was->len);
		close(fd);
	}
	if (!S_ISLNK(was->mode))
		fchmodat(root_fd(), was->path, was->mode & 07777, 0);
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
	    (stat_at(tops[i], &is) && is.st_ino == was.st_ino &&
		is.st_dev == was.st_dev))
		return;
	add_changed(changed, tops[i]);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", g->folders[i]);
	n = readlink(link, now, sizeof(now) - 1);
	if (n < 0)
		return;
	now[n] = '\0';
	remove_at(tops[i]);
	renameat(AT_FDCWD, now, root_fd(), tops[i]);
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
	take(&now);
	while (i < g->n || j < now.n) {
		order = i == g->n    ? 1
			: j == now.n ? -1
				     : strcmp(g->v[i].path, now.v[j].path);
		if (order > 0) { /* new */
			if (!now.v[j].grows)
				add_changed(changed, now.v[j].path);
			if (!now.v[j].grows)
				remove_at(now.v[j].path);
			j++;
			continue;
		}
		if (order < 0 || !is_same(&g->v[i], &now.v[j])) {
			add_changed(changed, g->v[i].path);
			put_back(&g->v[i]);
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
	*g = (struct guard){0};
}
