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
	char *data; /* of a file, or where a link leads; NULL: not read */
	size_t len;
	bool grows; /* data is the SHA-256 of its first len bytes */
};

static const char *const tops[] = {".git", ".codex", ".codex-log"};

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

/* Adds what is there; whether it is a folder. */
static bool
note_one(struct guard *g, const char *path, bool grows)
{
	struct stat st;

	if (!stat_at(path, &st) || g->bytes > KEPT_MAX)
		return false;
	g->v = xreallocarray(g->v, g->n + 1, sizeof(*g->v));
	g->v[g->n] = (struct guard_entry){
	    .path = xstrdup(path), .mode = st.st_mode, .grows = grows};
	read_entry(g, &g->v[g->n++]);
	return S_ISDIR(st.st_mode);
}

static DIR *
open_folder(const char *path)
{
	int fd = root_open_plain(path, O_RDONLY | O_DIRECTORY);

	return fd < 0 ? NULL : xfdopendir(fd);
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
	dir = open_folder(path);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		inner = xasprintf("%s/%s", path, d->d_name);
		note(g, inner, grows, depth + 1);
		free(inner);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Of a git folder, and of the submodules' that are in it. */
static void
note_git(struct guard *g, const char *folder, int depth)
{
	static const char *const parts[] = {
	    "config", "config.worktree", "hooks", "info"};
	char *path = xasprintf("%s/modules", folder), *inner;
	DIR *dir = open_folder(path);
	const struct dirent *d;

	while (dir != NULL && depth < DEPTH && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		inner = xasprintf("%s/%s", path, d->d_name);
		note_git(g, inner, depth + 1);
		free(inner);
	}
	if (dir != NULL)
		closedir(dir);
	free(path);
	for (size_t i = 0; i < 4; i++) {
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
	if (was->mode != is->mode)
		return false;
	if (was->data == NULL || is->data == NULL)
		return was->data == is->data;
	if (was->grows)
		return has_grown(was);
	return was->len == is->len && memcmp(was->data, is->data, is->len) == 0;
}

static void
remove_at(const char *path)
{
	if (unlinkat(root_fd(), path, 0) < 0 && errno != ENOENT)
		scratch_remove(root_fd(), path);
}

/* What is above it was put back before it. */
static void
put_back(const struct guard_entry *was)
{
	struct stat st;
	int fd;

	if (was->grows)
		return;
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
