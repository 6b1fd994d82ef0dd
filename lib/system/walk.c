/* walk: the files under the root that git would list */
#include "system/walk.h"
#include "base/alloc.h"
#include "system/git.h"
#include "system/root.h"
#include "text/glob.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More folders than this are not handed to git one by one. */
#define MAX_PATHSPECS 500

struct walk {
	const struct strv *include, *exclude;
	struct strv folders; /* to list below; none means all */
	struct strv *files;
	char *folder; /* whose descriptor is at hand */
	int folder_fd;
	int failure; /* errno of a folder that could not be looked at */
};

static bool
matches_any(const struct strv *globs, const char *path)
{
	for (size_t i = 0; i < globs->n; i++)
		if (glob_match(globs->v[i], path))
			return true;
	return false;
}

static bool
is_wanted(const struct walk *w, const char *path)
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
		if (is_below(path, folders->v[i]))
			return true;
	return folders->n == 0;
}

/*
 * What is gone or forbidden is passed over; that we could not look at all is
 * told, so that no list is silently too short.
 */
static void
note_failure(struct walk *w, int status)
{
	if (status < 0 && errno != ENOENT && errno != ENOTDIR &&
	    errno != ELOOP && errno != EXDEV && errno != EACCES)
		w->failure = errno;
}

/* The folder of path, opened once for all its files that follow. */
static int
folder_of(struct walk *w, const char *path, const char *name)
{
	size_t len = name > path ? (size_t)(name - path) - 1 : 0;

	if (w->folder != NULL && strncmp(w->folder, path, len) == 0 &&
	    w->folder[len] == '\0')
		return w->folder_fd;
	free(w->folder);
	if (w->folder_fd >= 0)
		close(w->folder_fd);
	w->folder = xstrndup(path, len);
	w->folder_fd =
	    root_open(len ? w->folder : ".", O_PATH | O_DIRECTORY, NULL);
	note_failure(w, w->folder_fd);
	return w->folder_fd;
}

/* git also lists what it tracks but is gone, and folders that are its own. */
static bool
is_there(struct walk *w, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int folder = folder_of(w, path, name);
	struct stat st;

	return folder >= 0 &&
	       fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode));
}

static int
list_by_git(struct walk *w, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	bool few = w->folders.n <= MAX_PATHSPECS;
	int status;

	strv_addl(
	    &args, "ls-files", "-co", "--exclude-standard", "-z", "--", NULL);
	for (size_t i = 0; few && i < w->folders.n; i++)
		strv_add(&args, w->folders.v[i]);
	status = git_run(&args, false, &out, e);
	strv_release(&args);
	for (const char *p = buf_str(&out), *end = p + out.len;
	     status == 0 && p < end; p += strlen(p) + 1)
		if ((few || is_below_any(&w->folders, p)) &&
		    !root_is_reserved(p) && is_wanted(w, p) && is_there(w, p))
			strv_add(w->files, p);
	buf_release(&out);
	return status;
}

static int
type_of(int folder, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type;
	if (fstatat(folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return IFTODT(st.st_mode);
}

/* Lists one folder, and puts the folders in it on the list of those to do. */
static void
list_folder(struct walk *w, const char *folder, struct strv *todo)
{
	int fd = root_open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, NULL);
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;
	struct dirent *d;
	char *path;
	int type;

	note_failure(w, dir != NULL ? 0 : -1);
	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		type = type_of(fd, d);
		path = strcmp(folder, ".") == 0
			   ? xstrdup(d->d_name)
			   : xasprintf("%s/%s", folder, d->d_name);
		if (root_is_reserved(path))
			free(path);
		else if (type == DT_DIR)
			strv_take(todo, path);
		else if ((type == DT_REG || type == DT_LNK) &&
			 is_wanted(w, path))
			strv_take(w->files, path);
		else
			free(path);
	}
	closedir(dir);
}

static void
list_plainly(struct walk *w, const char *folder)
{
	struct strv todo = {0};

	strv_add(&todo, folder);
	for (size_t i = 0; i < todo.n; i++)
		list_folder(w, todo.v[i], &todo);
	strv_release(&todo);
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
		found = fstatat(root_fd(), git, &st, AT_SYMLINK_NOFOLLOW) == 0;
		free(git);
		slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
	} while (!found && slash != NULL);
	free(path);
	return found;
}

/* A file that was named is taken as it is, a folder is to be listed. */
static int
take_named(struct walk *w, const char *path, struct error *e)
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
		strv_take(&w->folders, real);
	else if (is_wanted(w, real))
		strv_take(w->files, real);
	else
		free(real);
	return 0;
}

/* Outside a repository, and where git is missing too, all files are listed. */
static bool
is_no_repository(const struct error *e)
{
	struct stat st;

	return e->code == ERROR_NOT_FOUND ||
	       (e->code == ERROR_NOT_AVAILABLE &&
		   fstatat(root_fd(), ".git", &st, 0) < 0);
}

static int
list_all(struct walk *w, struct error *e)
{
	struct error why = {0};

	if (list_by_git(w, &why) == 0)
		return 0;
	if (!is_no_repository(&why)) {
		error_set(e, why.code, "%s", why.message);
		if (why.hint != NULL)
			error_hint(e, "%s", why.hint);
		error_release(&why);
		return -1;
	}
	error_release(&why);
	if (w->folders.n == 0)
		list_plainly(w, ".");
	for (size_t i = 0; i < w->folders.n; i++)
		list_plainly(w, w->folders.v[i]);
	return 0;
}

/* What lies in a nested repository its own git would list, and ours not. */
static void
list_nested(struct walk *w)
{
	struct strv ours = {0};

	for (size_t i = 0; i < w->folders.n; i++) {
		if (is_nested(w->folders.v[i]))
			list_plainly(w, w->folders.v[i]);
		else
			strv_add(&ours, w->folders.v[i]);
	}
	strv_release(&w->folders);
	w->folders = ours;
}

static int
list_named(struct walk *w, const struct strv *paths, struct error *e)
{
	for (size_t i = 0; i < paths->n; i++)
		if (take_named(w, paths->v[i], e) < 0)
			return -1;
	if (strv_has(&w->folders, ".")) {
		strv_release(&w->folders);
		return list_all(w, e);
	}
	list_nested(w);
	return w->folders.n ? list_all(w, e) : 0;
}

int
walk_files(const struct strv *paths, const struct strv *include,
    const struct strv *exclude, struct strv *files, struct error *e)
{
	struct walk w = {include, exclude, {0}, files, NULL, -1, 0};
	int status = paths->n ? list_named(&w, paths, e) : list_all(&w, e);

	strv_sort_unique(files);
	strv_release(&w.folders);
	free(w.folder);
	if (w.folder_fd >= 0)
		close(w.folder_fd);
	if (status < 0 || w.failure == 0)
		return status;
	errno = w.failure;
	return error_errno(e, "cannot list the files");
}

const char *
walk_read(const char *path, struct buf *b)
{
	struct error e = {0};
	const char *why = "";
	struct stat st;
	int fd;

	buf_truncate(b, 0);
	fd = root_open(path, O_RDONLY | O_NOFOLLOW, &e);
	if (fd >= 0 && root_read_fd(fd, path, ROOT_FILE_MAX, b, &st, &e) == 0)
		why = memchr(buf_str(b), '\0', b->len) ? "binary" : NULL;
	else if (e.code == ERROR_TOO_LARGE)
		why = "too_large";
	else if (e.code == ERROR_PERMISSION_DENIED || e.code == ERROR_INTERNAL)
		why = "unreadable";
	if (fd >= 0)
		close(fd);
	error_release(&e);
	return why;
}
