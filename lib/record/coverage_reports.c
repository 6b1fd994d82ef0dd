/* coverage_reports: reports of coverage under the root, by paths in it */
#include "record/coverage_reports.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include "text/glob.h"
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char coverage_reports_names[] =
    "{lcov*.info,coverage*.info,*.lcov,coverage.xml,cobertura*.xml,"
    "*-coverage.xml,*.gcov.json,*.gcov.json.gz}";

static void
look_in(const char *folder, struct strv *paths)
{
	int fd = root_open(folder, O_RDONLY | O_DIRECTORY, NULL);
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (!glob_match(coverage_reports_names, entry->d_name))
			continue;
		if (strcmp(folder, ".") == 0)
			strv_add(paths, entry->d_name);
		else
			strv_addf(paths, "%s/%s", folder, entry->d_name);
	}
	closedir(dir);
}

void
coverage_reports_find(struct strv *paths)
{
	static const char *const folders[] = {".", "coverage", "build",
	    "build/coverage", "build/reports", "reports", "reports/coverage",
	    "target", "target/coverage", "target/site/cobertura",
	    "test-results", "out"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		look_in(folders[i], paths);
	strv_sort_unique(paths);
}

/* When the file that a path leads to was changed; false if there is none. */
static bool
is_there(const char *path, time_t *changed)
{
	int fd = root_open(path, O_PATH, NULL);
	struct stat st;
	bool regular;

	if (fd < 0)
		return false;
	regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	close(fd);
	*changed = st.st_mtime;
	return regular;
}

/* What follows a folder in an absolute path; NULL for what is not below. */
static const char *
below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 0 && folder[n - 1] == '/')
		n--;
	return strncmp(path, folder, n) == 0 && path[n] == '/' ? path + n + 1
							       : NULL;
}

/* An absolute path as one relative to the root, or NULL. */
static char *
from_absolute(const char *path, const char *prefix)
{
	char *normal = root_normalise(path + strspn(path, "/"), NULL), *whole;
	const char *rest = NULL;

	if (normal == NULL)
		return NULL;
	whole = xasprintf("/%s", normal);
	free(normal);
	if (prefix != NULL)
		rest = below(whole, prefix);
	if (rest == NULL)
		rest = below(whole, root_path());
	normal = rest ? xstrdup(rest) : NULL;
	free(whole);
	return normal;
}

static char *
in_folder(const char *folder, const char *name, const char *prefix)
{
	char *joined = xasprintf("%s/%s", folder, name), *path;

	path = *joined == '/' ? from_absolute(joined, prefix)
			      : root_normalise(joined, NULL);
	free(joined);
	return path;
}

/* The candidate, if it is there; else it is freed. */
static char *
try(char *path, time_t *changed)
{
	if (path != NULL && is_there(path, changed))
		return path;
	free(path);
	return NULL;
}

/* The path of a relative name; NULL when there is no such file anywhere. */
static char *
find_relative(const struct coverage_reports *r, const struct strv *roots,
    const char *name, const char *folder, time_t *changed)
{
	char *at = xstrdup(folder), *found = NULL, *slash;

	for (size_t i = 0; i < roots->n && found == NULL; i++)
		found = try(in_folder(roots->v[i], name, r->prefix), changed);
	if (found == NULL)
		found = try(root_normalise(name, NULL), changed);
	while (found == NULL && *at != '\0') {
		found = try(in_folder(at, name, NULL), changed);
		slash = strrchr(at, '/');
		*(slash ? slash : at) = '\0';
	}
	free(at);
	return found;
}

/* folder is the report's own, "" for the root; made is when it was written */
static void
map(struct coverage_reports *r, const struct coverage *from, const char *folder,
    time_t made)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct coverage_file *f = &from->files[i];
		struct coverage_file *to;
		time_t changed = 0;
		char *path;

		if (f->n == 0)
			continue; /* an empty one, as of __init__.py */
		path = *f->name == '/' ? from_absolute(f->name, r->prefix)
				       : find_relative(r, &from->roots, f->name,
					     folder, &changed);
		if (path == NULL && *f->name == '/') {
			strv_add(&r->outside, f->name);
			continue;
		}
		if (*f->name == '/')
			path = try(path, &changed);
		if (path == NULL) {
			strv_add(&r->missing, f->name);
			continue;
		}
		to = coverage_file(&r->total, path);
		for (size_t j = 0; j < f->n; j++)
			coverage_add(to, f->lines[j].line, f->lines[j].ran);
		if (made > 0 && changed > made)
			strv_add(&r->stale, path);
		free(path);
	}
}

static int
add(struct coverage_reports *r, const char *text, size_t len,
    const char *folder, time_t made, struct error *e)
{
	struct coverage c = {0};
	int status = coverage_read(&c, text, len, e);

	if (status == 0) {
		coverage_sort(&c);
		map(r, &c, folder, made);
	}
	coverage_release(&c);
	return status;
}

int
coverage_reports_add(
    struct coverage_reports *r, const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	struct error inner = {0};
	struct buf b = {0};
	struct stat st;
	int status = root_read(path, COVERAGE_MAX, &b, &st, e);

	if (status == 0 &&
	    add(r, buf_str(&b), b.len, folder, st.st_mtime, &inner) < 0) {
		status =
		    error_set(e, inner.code, "'%s': %s", path, inner.message);
		error_path(e, path);
	}
	error_release(&inner);
	buf_release(&b);
	free(folder);
	return status;
}

int
coverage_reports_add_text(
    struct coverage_reports *r, const char *text, struct error *e)
{
	return add(r, text, strlen(text), "", 0, e);
}

void
coverage_reports_finish(struct coverage_reports *r)
{
	coverage_sort(&r->total);
	strv_sort_unique(&r->outside);
	strv_sort_unique(&r->missing);
	strv_sort_unique(&r->stale);
}

void
coverage_reports_release(struct coverage_reports *r)
{
	coverage_release(&r->total);
	strv_release(&r->outside);
	strv_release(&r->missing);
	strv_release(&r->stale);
}
