/* walk_tree: the files in folders, by threads, without what is ignored */
#include "system/walk_tree.h"
#include "base/alloc.h"
#include "system/crew.h"
#include "system/ignored.h"
#include "system/root.h"
#include "text/alias.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More folders at once than this are worth a second thread. */
#define FEW 16

struct entry {
	char *path;            /* a folder's ends in a slash */
	struct folder *folder; /* NULL for a file */
};

struct folder {
	const char *path;          /* "" for the root, else its entry's */
	struct rules *rules, *own; /* own is to be freed with the folder */
	bool ignored;              /* only what is tracked counts */
	struct entry *v;
	size_t n, cap;
	struct walk_skipped skipped;
	int failure; /* errno of why it could not be looked at */
};

struct tree {
	struct walk *walk;
	struct ignored ignored;
	struct folder **level;
	size_t n;
};

/* What is gone or forbidden, or is no folder any more, is passed over. */
static void
note_failure(struct folder *f)
{
	if (errno == EACCES)
		f->skipped.n[WALK_UNREADABLE]++;
	else if (errno == ENAMETOOLONG)
		f->skipped.n[WALK_TOO_DEEP]++;
	else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP &&
		 errno != EXDEV)
		f->failure = errno;
}

static int
open_folder(const char *path)
{
	return root_open_plain(*path ? path : ".", O_RDONLY | O_DIRECTORY);
}

static unsigned char
type_of(int folder, const struct dirent64 *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type;
	if (fstatat(folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return (unsigned char)IFTODT(st.st_mode);
}

static void
add(struct folder *f, char *path, struct folder *inner)
{
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 16;
		f->v = xreallocarray(f->v, f->cap, sizeof(*f->v));
	}
	f->v[f->n++] = (struct entry){path, inner};
}

static struct folder *
new_folder(const struct folder *above, const char *path, bool ignored)
{
	struct folder *f = xcalloc(1, sizeof(*f));

	f->path = path;
	f->rules = above->rules;
	f->ignored = ignored;
	return f;
}

static bool
is_ignored(const struct folder *f, const char *path)
{
	return f->ignored || rules_ignore(f->rules, path);
}

static void
take_entry(struct tree *t, struct folder *f, const char *name, int type)
{
	bool is_folder = type == DT_DIR, ignored;
	char *path;

	if (!is_folder && type != DT_REG && type != DT_LNK) {
		f->skipped.n[WALK_SPECIAL] += type != DT_UNKNOWN;
		return;
	}
	path = xasprintf("%s%s%s", f->path, name, is_folder ? "/" : "");
	if (repository_holds(path) ||
	    (!is_folder && !walk_wants(t->walk, path))) {
		free(path);
		return;
	}
	ignored = is_ignored(f, path);
	if (ignored && !ignored_is_tracked(&t->ignored, path))
		free(path);
	else
		add(f, path, is_folder ? new_folder(f, path, ignored) : NULL);
}

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
	       (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void
read_own_rules(const struct tree *t, struct folder *f, int fd)
{
	if (!t->ignored.repository || f->ignored)
		return;
	f->own = rules_read(fd, f->path, f->rules);
	if (f->own != NULL)
		f->rules = f->own;
}

static void
drop_entries(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].path);
		free(f->v[i].folder);
	}
	f->n = 0;
}

static void
free_folder(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->v[i].path);
	free(f->v);
	rules_free(f->own);
	free(f);
}

/* Takes what is in the folder; whether it is the top of another work tree. */
static bool
read_entries(struct tree *t, struct folder *f, int fd)
{
	_Alignas(struct dirent64) char block[32768];
	const struct dirent64 *d;
	bool nested = false;
	int type;
	ssize_t n;

	while ((n = getdents64(fd, block, sizeof(block))) > 0) {
		for (ssize_t at = 0; at < n; at += d->d_reclen) {
			d = (const struct dirent64 *)(block + at);
			if (is_dots(d->d_name))
				continue;
			type = type_of(fd, d);
			if (*f->path && strcmp(d->d_name, ".git") == 0)
				nested =
				    ignored_is_repository(fd, type == DT_DIR);
			if (!alias_is_reserved(d->d_name))
				take_entry(t, f, d->d_name, type);
		}
	}
	if (n < 0)
		note_failure(f);
	return nested;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static bool
list_folder(void *context, size_t i, unsigned worker)
{
	struct tree *t = context;
	struct folder *f = t->level[i];
	int fd = open_folder(f->path);

	(void)worker;
	if (fd < 0) {
		note_failure(f);
		return true;
	}
	read_own_rules(t, f, fd);
	/* what lies in a repository of its own is not ours, unless we track
	 * something there */
	if (read_entries(t, f, fd) && t->ignored.repository &&
	    !ignored_is_tracked(&t->ignored, f->path))
		drop_entries(f);
	close(fd);
	if (f->n > 1)
		qsort(f->v, f->n, sizeof(*f->v), by_path);
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
	free_folder(f);
}

/*
 * The folder to begin with, whose rules are those of all above it, too: these
 * are appended to `above`, to be freed later.
 */
static struct folder *
go_to(struct tree *t, struct strv *paths, struct folder **above, size_t *n)
{
	struct folder base = {.rules = t->ignored.exclude};
	struct folder *f = new_folder(&base, "", false), *inner;
	int fd;

	for (size_t i = 0; i < paths->n; i++) {
		fd = open_folder(f->path);
		if (fd >= 0) {
			read_own_rules(t, f, fd);
			close(fd);
		}
		inner = new_folder(f, paths->v[i], is_ignored(f, paths->v[i]));
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
		free_folder(above[--n]);
	free(above);
	ignored_release(&t.ignored);
	strv_release(&paths);
	return status;
}
