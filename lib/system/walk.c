/* walk: the files under the root that git would list */
#include "system/walk.h"
#include "base/alloc.h"
#include "system/git.h"
#include "system/root.h"
#include "system/walk_tree.h"
#include "text/glob.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
matches_any(const struct strv *globs, const char *path)
{
	for (size_t i = 0; i < globs->n; i++)
		if (glob_match(globs->v[i], path))
			return true;
	return false;
}

bool
walk_wants(const struct walk *w, const char *path)
{
	return (w->include->n == 0 || matches_any(w->include, path)) &&
	       !matches_any(w->exclude, path);
}

static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && path[len] == '/';
}

static bool
is_below_any(const struct strv *folders, const char *path)
{
	for (size_t i = 0; i < folders->n; i++)
		if (strcmp(folders->v[i], ".") == 0 ||
		    is_below(path, folders->v[i]))
			return true;
	return false;
}

/* git also lists what it tracks but is gone, and folders that are its own. */
static bool
is_there(const char *path)
{
	int fd = root_open_plain(path, O_PATH | O_NOFOLLOW);
	struct stat st;
	bool there;

	if (fd < 0)
		return false;
	there =
	    fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode));
	close(fd);
	return there;
}

/* As git itself says; only of what is below the folders. */
static int
list_by_git(const struct walk *w, const struct strv *folders,
    struct strv *files, struct error *e)
{
	struct buf out = {0};
	int status = git_runl(
	    &out, e, "ls-files", "-co", "--exclude-standard", "-z", NULL);

	for (const char *p = buf_str(&out), *end = p + out.len;
	     status == 0 && p < end; p += strlen(p) + 1)
		if (is_below_any(folders, p) && !root_is_reserved(p) &&
		    walk_wants(w, p) && is_there(p))
			strv_add(files, p);
	buf_release(&out);
	return status;
}

/* Whether a text is in the configuration, which then is left to git. */
static bool
config_says(const struct repository *r, const char *word)
{
	char *path = xasprintf("%s/config", r->common);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct buf b = {0};
	bool says;

	free(path);
	if (fd < 0 || buf_read(&b, fd, 1 << 20) < 0)
		buf_truncate(&b, 0);
	if (fd >= 0)
		close(fd);
	says = strcasestr(buf_str(&b), word) != NULL;
	buf_release(&b);
	return says;
}

/*
 * Whether the rules are in the root, and nothing but rules and the index
 * says what is listed.
 */
static bool
is_simple(const struct repository *r)
{
	static const char *const words[] = {"excludesfile", "ignorecase = true",
	    "[include", "objectformat", "worktree"};

	if (strcmp(r->top, root_path()) != 0 || getenv("GIT_INDEX_FILE"))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (config_says(r, words[i]))
			return false;
	return true;
}

/* Whether the folder lies in a repository of its own within the root's. */
static bool
is_nested(const char *folder)
{
	char *path = xstrdup(folder), *git, *slash;
	struct stat st;
	bool found;

	do {
		git = xasprintf("%s/.git", path);
		found = strcmp(path, ".") != 0 &&
			fstatat(root_fd(), git, &st, AT_SYMLINK_NOFOLLOW) == 0;
		free(git);
		slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
	} while (!found && slash != NULL);
	free(path);
	return found;
}

static int
list_tree(struct walk *w, const char *folder, const struct repository *r,
    struct strv *files, struct error *e)
{
	int status = walk_tree(w, folder, r, files);

	return status < 0 ? error_errno(e, "cannot list the files") : status;
}

/* What lies in a nested repository its own git would list, and ours not. */
static int
list_folders(struct walk *w, const struct strv *folders, struct strv *files,
    struct error *e)
{
	const struct repository *r = repository_of_root(e), *of;
	bool simple;
	int status = 0;

	if (r == NULL)
		return -1;
	simple = r->top == NULL || is_simple(r);
	for (size_t i = 0; i < folders->n && status == 0; i++) {
		of = r->top && !is_nested(folders->v[i]) ? r : NULL;
		status = of && !simple
			     ? 1
			     : list_tree(w, folders->v[i], of, files, e);
	}
	if (status <= 0)
		return status;
	for (size_t i = 0; i < folders->n; i++)
		if (is_nested(folders->v[i]) &&
		    list_tree(w, folders->v[i], NULL, files, e) < 0)
			return -1;
	return list_by_git(w, folders, files, e);
}

/* A file that was named is taken as it is, a folder is to be listed. */
static int
take_named(const struct walk *w, const char *path, struct strv *folders,
    struct strv *files, struct error *e)
{
	int fd = root_open(path, O_PATH, e), status;
	struct stat st;
	char *real;

	if (fd < 0)
		return -1;
	status = fstat(fd, &st);
	close(fd);
	if (status == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		error_set(e, ERROR_NOT_A_FILE, "'%s' is no regular file", path);
		return error_path(e, path);
	}
	real = root_resolve(path, e);
	if (status < 0 || real == NULL)
		return -1;
	if (S_ISDIR(st.st_mode))
		strv_take(folders, real);
	else if (walk_wants(w, real))
		strv_take(files, real);
	else
		free(real);
	return 0;
}

static bool
is_sorted(const struct strv *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (strcmp(s->v[i - 1], s->v[i]) >= 0)
			return false;
	return true;
}

int
walk_list(struct walk *w, struct strv *files, struct error *e)
{
	struct strv folders = {0};
	int status = 0;

	if (w->paths->n == 0)
		strv_add(&folders, ".");
	for (size_t i = 0; i < w->paths->n && status == 0; i++)
		status = take_named(w, w->paths->v[i], &folders, files, e);
	if (status == 0 && folders.n > 0)
		status = list_folders(w, &folders, files, e);
	strv_release(&folders);
	if (!is_sorted(files))
		strv_sort_unique(files);
	return status;
}

int
walk_files(const struct strv *paths, const struct strv *include,
    const struct strv *exclude, struct strv *files, struct error *e)
{
	struct walk w = {
	    .paths = paths, .include = include, .exclude = exclude};

	return walk_list(&w, files, e);
}
