/* repository: where a work tree's git folders are */
#include "system/repository.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MAX = 1 << 20, /* bytes of a file that names folders */
	DEPTH_MAX = 5,      /* of alternates' alternates, as git has it */
	LIST_MAX = 64,      /* of alternates, of included files */
};

/* A small regular file's text; false when there is none. */
static bool
read_small(struct buf *text, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	bool good;

	free(path);
	if (fd < 0)
		return false;
	good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       buf_read(text, fd, FILE_MAX) == 0;
	close(fd);
	return good;
}

/* What a path in a file of folder stands for, real; NULL if it is nothing. */
static char *
resolve(const char *folder, const char *path, size_t len)
{
	char *joined, *real;

	if (len == 0)
		return NULL;
	joined = path[0] == '/' ? xstrndup(path, len)
				: xasprintf("%s/%.*s", folder, (int)len, path);
	real = xrealpath(joined);
	free(joined);
	return real;
}

/* The folder that the first line of a file names, behind a word. */
static char *
named_in(const char *folder, const char *name, const char *word)
{
	struct buf text = {0};
	const char *line;
	char *real = NULL;

	if (read_small(&text, folder, name) &&
	    strncmp(buf_str(&text), word, strlen(word)) == 0) {
		line = buf_str(&text) + strlen(word);
		real = resolve(folder, line, strcspn(line, "\n"));
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
		folder = resolve(top, ".git", 4);
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

/* Ours, the work tree's owner's or the system's. */
static bool
is_ours(const struct repository *r, const char *path, mode_t type)
{
	struct stat st, top;

	return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	       stat(r->top, &top) == 0 &&
	       (st.st_uid == geteuid() || st.st_uid == top.st_uid ||
		   st.st_uid == 0);
}

static int
strange(const char *what, const char *path, struct error *e)
{
	return error_set(e, ERROR_OUTSIDE_ROOT,
	    "the %s '%s' is not this work tree's", what, path);
}

/* The rest of a line `name = value`, without quotes; *len is its length. */
static const char *
value_of(const char *line, const char *name, size_t *len)
{
	size_t n = strlen(name);
	const char *value = line + n;

	if (strncasecmp(line, name, n) != 0)
		return NULL;
	value += strspn(value, " \t");
	if (*value != '=')
		return NULL;
	value++;
	value += strspn(value, " \t\"");
	*len = strcspn(value, "\"\n");
	return value;
}

/* A path in the configuration, of which git expands a leading `~/`. */
static char *
configured(const char *folder, const char *value, size_t len)
{
	const char *home = getenv("HOME");

	if (home != NULL && strncmp(value, "~/", 2) == 0)
		return resolve(home, value + 2, len - 2);
	return resolve(folder, value, len);
}

static int read_config(struct repository *r, const char *folder,
    const char *name, int depth, struct error *e);

static int
add_include(struct repository *r, char *file, int depth, struct error *e)
{
	char *name;
	int status = 0;

	if (file == NULL || strv_has(&r->includes, file)) {
		free(file);
		return 0;
	}
	strv_take(&r->includes, file);
	if (!is_ours(r, file, S_IFREG))
		return strange("included file", file, e);
	file = xstrdup(file);
	name = strrchr(file, '/');
	*name = '\0';
	if (depth < DEPTH_MAX && r->includes.n < LIST_MAX)
		status = read_config(r, file, name + 1, depth + 1, e);
	free(file);
	return status;
}

/*
 * git ends when it may not read a file that its configuration includes; on
 * what condition it includes it does not matter here.
 */
static int
read_config(struct repository *r, const char *folder, const char *name,
    int depth, struct error *e)
{
	struct buf text = {0};
	const char *line, *next, *value;
	bool includes = false, core = false;
	int status = 0;
	size_t len;

	if (!read_small(&text, folder, name))
		return 0;
	for (line = buf_str(&text); *line && status == 0; line = next) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		line += strspn(line, " \t");
		if (*line == '[') {
			includes = strncasecmp(line, "[include", 8) == 0;
			core = strncasecmp(line, "[core]", 6) == 0;
		}
		value = includes ? value_of(line, "path", &len) : NULL;
		if (value != NULL)
			status = add_include(
			    r, configured(folder, value, len), depth, e);
		value = core && depth == 0 ? value_of(line, "worktree", &len)
					   : NULL;
		if (value != NULL) {
			free(r->worktree);
			r->worktree = resolve(folder, value, len);
		}
	}
	buf_release(&text);
	return status;
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

	if (depth > DEPTH_MAX || !read_small(&text, objects, "info/alternates"))
		return 0;
	for (line = buf_str(&text); *line && status == 0; line = end) {
		end = line + strcspn(line, "\n");
		real = *line == '#'
			   ? NULL
			   : resolve(objects, line, (size_t)(end - line));
		end += *end == '\n';
		if (real == NULL || strv_has(&r->alternates, real) ||
		    r->alternates.n == LIST_MAX) {
			free(real);
			continue;
		}
		strv_take(&r->alternates, real);
		status = is_ours(r, real, S_IFDIR) && is_objects(real)
			     ? add_alternates(r, real, depth + 1, e)
			     : strange("alternate object folder", real, e);
	}
	buf_release(&text);
	return status;
}

/* git would wait for one of its files that is a FIFO until its time is up. */
static int
check_files(const char *folder, struct error *e)
{
	static const char *const names[] = {"HEAD", "config", "config.worktree",
	    "commondir", "index", "packed-refs", "shallow", "info/exclude",
	    "info/attributes", "objects/info/alternates"};
	struct stat st;
	char *path;
	bool good;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		path = xasprintf("%s/%s", folder, names[i]);
		good = stat(path, &st) < 0 || S_ISREG(st.st_mode);
		if (!good)
			error_set(e, ERROR_NOT_A_FILE,
			    "git's '%s' is no regular file", path);
		free(path);
		if (!good)
			return -1;
	}
	return 0;
}

static int
find(struct repository *r, struct error *e)
{
	char *objects;
	int status;

	find_top(r, root_path());
	if (r->top == NULL)
		return 0;
	r->common = named_in(r->folder, "commondir", "");
	if (r->common == NULL)
		r->common = xstrdup(r->folder);
	if (check_files(r->folder, e) < 0 || check_files(r->common, e) < 0)
		return -1;
	if (read_config(r, r->common, "config", 0, e) < 0 ||
	    read_config(r, r->folder, "config.worktree", 0, e) < 0)
		return -1;
	if (!names_us(r))
		return strange("git folder", r->folder, e);
	if (!is_common(r))
		return strange("common git folder", r->common, e);
	objects = xasprintf("%s/objects", r->common);
	status = add_alternates(r, objects, 1, e);
	free(objects);
	return status;
}

const struct repository *
repository_of_root(struct error *e)
{
	static struct repository found;
	static struct error why;
	static bool known;

	if (!known)
		find(&found, &why);
	known = true;
	if (why.code == ERROR_NONE)
		return &found;
	error_set(e, why.code, "%s", why.message);
	return NULL;
}

const char *
repository_inside(void)
{
	const struct repository *r = repository_of_root(NULL);
	size_t n = strlen(root_path());
	const char *path;

	if (r == NULL || r->top == NULL ||
	    strcmp(r->common, root_path()) == 0 ||
	    !lies_in(r->common, root_path()))
		return NULL;
	path = r->common + n + (r->common[n] == '/');
	return root_is_reserved(path) ? NULL : path;
}

bool
repository_holds(const char *path)
{
	const char *folder = repository_inside();

	return folder != NULL && lies_in(path, folder);
}
