/* list_files: the files that git would list */
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/tool.h"
#include "list_files.args.h"
#include "system/root.h"
#include "system/walk.h"
#include "text/glob.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct file {
	char *path;
	long size;
	double time; /* of its last change, seconds */
};

static struct args a;
static struct result r;
static struct file *files;
static size_t n;

/* The languages that functions.json names, and how their files are called. */
static const struct {
	const char *type, *glob;
} types[] = {{"c", "*.[ch]"}, {"cpp", "*.{cc,cpp,cxx,hh,hpp,hxx,h,ipp}"},
    {"csharp", "*.cs"}, {"css", "*.{css,scss,sass,less}"}, {"go", "*.go"},
    {"html", "*.{html,htm,xhtml}"}, {"java", "*.java"},
    {"javascript", "*.{js,mjs,cjs,jsx}"}, {"json", "*.{json,jsonc,ndjson}"},
    {"kotlin", "*.{kt,kts}"}, {"lua", "*.lua"},
    {"make", "{Makefile,makefile,GNUmakefile,*.mk,*.mak}"},
    {"markdown", "*.{md,markdown}"}, {"perl", "*.{pl,pm,t}"}, {"php", "*.php"},
    {"python", "*.{py,pyi,pyw}"}, {"ruby", "{*.rb,Rakefile,Gemfile}"},
    {"rust", "*.rs"}, {"shell", "*.{sh,bash,zsh,ksh,bats}"}, {"sql", "*.sql"},
    {"swift", "*.swift"}, {"toml", "*.toml"},
    {"typescript", "*.{ts,tsx,mts,cts}"}, {"xml", "*.{xml,xsd,xsl,svg}"},
    {"yaml", "*.{yml,yaml}"}};

static bool
is_of_type(const char *path)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i].type, a.type) == 0)
			return glob_match(types[i].glob, path);
	return false;
}

/* Whether more than the name is asked for. */
static bool
asks_for_stat(void)
{
	return a.min_size > 0 || a.has_max_size || a.has_changed_days ||
	       strcmp(a.sort, "path") != 0;
}

/* Through no link, so that nothing outside tells its size. */
static bool
look_at(struct file *f)
{
	int fd = root_open_plain(f->path, O_PATH | O_NOFOLLOW);
	struct stat st;
	bool there = fd >= 0 && fstat(fd, &st) == 0;

	if (fd >= 0)
		close(fd);
	if (!there)
		return false;
	f->size = (long)st.st_size;
	f->time = (double)st.st_mtim.tv_sec + (double)st.st_mtim.tv_nsec / 1e9;
	return f->size >= a.min_size &&
	       (!a.has_max_size || f->size <= a.max_size) &&
	       (!a.has_changed_days ||
		   f->time >=
		       (double)time(NULL) - 86400.0 * (double)a.changed_days);
}

static void
choose(const struct strv *paths)
{
	bool stat = asks_for_stat();
	struct file f = {0};

	files = xcalloc(paths->n + 1, sizeof(*files));
	for (size_t i = 0; i < paths->n; i++) {
		f.path = paths->v[i];
		if ((a.type == NULL || is_of_type(f.path)) &&
		    (!stat || look_at(&f)))
			files[n++] = f;
	}
}

static int
by_size(const void *one, const void *other)
{
	const struct file *x = one, *y = other;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return strcmp(x->path, y->path);
}

static int
by_time(const void *one, const void *other)
{
	const struct file *x = one, *y = other;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return strcmp(x->path, y->path);
}

/* The folder that a path counts for, so many folders deep. */
static char *
folder_of(const char *path, long depth)
{
	const char *end = path, *next;

	for (long i = 0; i < depth; i++) {
		next = strchr(end + (end > path), '/');
		if (next == NULL)
			break;
		end = next;
	}
	return end > path ? xstrndup(path, (size_t)(end - path)) : xstrdup(".");
}

static int
by_name(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* How many files are in each folder, as an array of items. */
static cJSON *
count_folders(long depth)
{
	cJSON *folders = cJSON_CreateArray(), *item;
	struct strv names = {0};
	size_t next;

	for (size_t i = 0; i < n; i++)
		strv_take(&names, folder_of(files[i].path, depth));
	if (n > 1)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	for (size_t i = 0; i < n; i = next) {
		for (next = i + 1; next < n; next++)
			if (strcmp(names.v[i], names.v[next]) != 0)
				break;
		item = cJSON_CreateObject();
		json_add_path(item, "path", names.v[i]);
		json_add_long(item, "count", (long)(next - i));
		cJSON_AddItemToArray(folders, item);
	}
	strv_release(&names);
	return folders;
}

static void
add_folders(void)
{
	cJSON *folders = count_folders(a.depth), *item;

	while ((item = cJSON_DetachItemFromArray(folders, 0)) != NULL)
		result_add(&r, item);
	cJSON_Delete(folders);
}

/*
 * Of what does not fit, the first page tells how many files are where: as
 * deep as a quarter of the limit allows.
 */
static void
survey(void)
{
	cJSON *folders = cJSON_CreateArray(), *deeper;

	for (long depth = 1;; depth++) {
		deeper = count_folders(depth);
		if (json_equal(deeper, folders) ||
		    cJSON_GetArraySize(deeper) > a.max_tokens ||
		    (long)result_cost(deeper) > a.max_tokens / 4)
			break;
		cJSON_Delete(folders);
		folders = deeper;
	}
	cJSON_Delete(deeper);
	if (folders->child != NULL)
		cJSON_AddItemToObject(r.details, "folders", folders);
	else
		cJSON_Delete(folders);
}

int
main(int argc, char **argv)
{
	static struct strv paths;
	struct walk w = {
	    .paths = &a.paths, .include = &a.include, .exclude = &a.exclude};
	struct error e = {0};

	tool_args(&a, &args_desc, argc, argv);
	w.threads = (unsigned)a.threads;
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_list(&w, &paths, &e) < 0)
		tool_fail_with(&e);
	choose(&paths);
	result_list(&r, a.depth ? "folders" : "paths", a.max_tokens, a.skip);
	if (a.depth > 0) {
		add_folders();
	} else {
		if (strcmp(a.sort, "path") != 0 && n > 1)
			qsort(files, n, sizeof(*files),
			    strcmp(a.sort, "size") == 0 ? by_size : by_time);
		for (size_t i = 0; i < n; i++)
			result_add(&r, json_new_path(files[i].path));
		if (r.full && a.skip == 0)
			survey();
	}
	walk_skipped_tell(&w.skipped, r.details);
	free(files);
	tool_answer_list(&r);
}
