/* walk_folder: what is in a folder, without what is ignored */
#include "system/walk_folder.h"
#include "base/alloc.h"
#include "system/root.h"
#include "system/walk_tree.h"
#include "text/alias.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a folder holds that says more of it. */
struct signs {
	bool rules;  /* a .gitignore */
	bool nested; /* it is the top of another work tree */
};

struct folder *
folder_new(const char *path, struct rules *rules, bool is_ignored)
{
	struct folder *f = xcalloc(1, sizeof(*f));

	f->path = path;
	f->len = strlen(path);
	f->rules = rules;
	f->ignored = is_ignored;
	return f;
}

void
folder_free(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->v[i].path);
	free(f->v);
	rules_free(f->own);
	free(f);
}

bool
folder_ignores(const struct folder *f, const char *path)
{
	return f->ignored || rules_ignore(f->rules, path);
}

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

static void
read_rules(struct folder *f, int fd)
{
	f->own = rules_read(fd, f->path, f->rules);
	if (f->own != NULL)
		f->rules = f->own;
}

void
folder_read_rules(struct folder *f)
{
	int fd = open_folder(f->path);

	if (fd < 0)
		return;
	read_rules(f, fd);
	close(fd);
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

static char *
path_of(const struct folder *f, const char *name, bool is_folder)
{
	size_t len = strlen(name);
	char *path = xmalloc(f->len + len + 2);

	memcpy(path, f->path, f->len);
	memcpy(path + f->len, name, len);
	path[f->len + len] = '/';
	path[f->len + len + is_folder] = '\0';
	return path;
}

static void
take_entry(struct folder *f, const struct walk *w, const char *name,
    unsigned char type)
{
	bool is_folder = type == DT_DIR;
	char *path;

	if (!is_folder && type != DT_REG && type != DT_LNK) {
		f->skipped.n[WALK_SPECIAL] += type != DT_UNKNOWN;
		return;
	}
	path = path_of(f, name, is_folder);
	if (repository_holds(path) || (!is_folder && !walk_wants(w, path)))
		free(path);
	else
		add(f, path, is_folder ? folder_new(path, NULL, false) : NULL);
}

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
	       (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void
read_entries(
    struct folder *f, const struct walk *w, int fd, struct signs *signs)
{
	_Alignas(struct dirent64) char block[32768];
	const struct dirent64 *d;
	unsigned char type;
	ssize_t n;

	while ((n = getdents64(fd, block, sizeof(block))) > 0) {
		for (ssize_t at = 0; at < n; at += d->d_reclen) {
			d = (const struct dirent64 *)(block + at);
			if (is_dots(d->d_name))
				continue;
			type = type_of(fd, d);
			if (f->len > 0 && strcmp(d->d_name, ".git") == 0)
				signs->nested =
				    ignored_is_repository(fd, type == DT_DIR);
			if (strcmp(d->d_name, ".gitignore") == 0)
				signs->rules = true;
			if (!alias_is_reserved(d->d_name))
				take_entry(f, w, d->d_name, type);
		}
	}
	if (n < 0)
		note_failure(f);
}

/*
 * Keeps what git would list. What lies in a repository of its own is not
 * ours, unless we track something there.
 */
static void
sift(struct folder *f, struct ignored *g, bool nested)
{
	bool is_none = nested && !ignored_is_tracked(g, f->path), ignored;
	struct entry *kept = f->v;

	for (struct entry *e = f->v; e < f->v + f->n; e++) {
		ignored = !is_none && folder_ignores(f, e->path);
		if (is_none || (ignored && !ignored_is_tracked(g, e->path))) {
			free(e->path);
			free(e->folder);
			continue;
		}
		if (e->folder != NULL) {
			e->folder->rules = f->rules;
			e->folder->ignored = ignored;
		}
		*kept++ = *e;
	}
	f->n = (size_t)(kept - f->v);
}

static int
by_name(const void *a, const void *b, void *folder)
{
	size_t len = ((const struct folder *)folder)->len;

	return strcmp(((const struct entry *)a)->path + len,
	    ((const struct entry *)b)->path + len);
}

void
folder_list(struct folder *f, const struct walk *w, struct ignored *g)
{
	struct signs signs = {false, false};
	int fd = open_folder(f->path);

	if (fd < 0) {
		note_failure(f);
		return;
	}
	read_entries(f, w, fd, &signs);
	if (signs.rules && g->repository != NULL && !f->ignored)
		read_rules(f, fd);
	if (g->repository != NULL)
		sift(f, g, signs.nested);
	close(fd);
	if (f->n > 1)
		qsort_r(f->v, f->n, sizeof(*f->v), by_name, f);
}
