/* dependencies: what the project's manifests declare, and where it is locked */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "dependencies.args.h"
#include "system/walk.h"
#include "text/depfile.h"
#include "text/deplock.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* A lock file that was looked for, in the order of the first look. */
struct held {
	struct held *next;
	char *path;
	bool there;
	struct deplock lock;
};

static struct args a;
static struct result r;
static struct strv files;
static struct buf buffer;
static struct held *held;

static void
add_known(cJSON *to, const char *name, const char *text)
{
	if (text != NULL)
		json_add_string(to, name, text);
}

static void
add_unread(const char *path, const char *reason)
{
	cJSON *list = json_get(r.details, "unread");
	cJSON *one = cJSON_CreateObject();

	if (list == NULL)
		list = cJSON_AddArrayToObject(r.details, "unread");
	json_add_path(one, "path", path);
	json_add_string(one, "reason", reason);
	cJSON_AddItemToArray(list, one);
}

/* The file's text, without a byte order mark; or NULL. */
static const char *
read_text(const char *path)
{
	const char *why = walk_read(path, &buffer), *text = buf_str(&buffer);

	if (why != NULL) {
		if (*why != '\0')
			add_unread(path, why);
		return NULL;
	}
	return text + (strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
}

/* Takes path. */
static struct held *
hold(char *path, deplock_reader *read)
{
	struct error e = {0};
	struct held *h;
	const char *text;

	for (h = held; h != NULL; h = h->next)
		if (strcmp(h->path, path) == 0) {
			free(path);
			return h;
		}
	h = xcalloc(1, sizeof(*h));
	*h = (struct held){.next = held, .path = path};
	held = h;
	text = read_text(path);
	h->there = text != NULL;
	if (h->there && read(&h->lock, text, &e) < 0)
		add_unread(path, e.message);
	deplock_sort(&h->lock);
	error_release(&e);
	return h;
}

/* The lock file of a folder, or of the nearest one above it; or NULL. */
static struct held *
lock_for(const char *ecosystem, const char *folder, size_t len)
{
	const struct deplock_kind *kind;
	struct held *h;

	for (;;) {
		for (size_t i = 0; (kind = deplock_kind(i)) != NULL; i++) {
			if (strcmp(kind->ecosystem, ecosystem) != 0)
				continue;
			h = hold(xasprintf("%.*s%s%s", (int)len, folder,
				     len > 0 ? "/" : "", kind->name),
			    kind->read);
			if (h->there)
				return h;
		}
		if (len == 0)
			return NULL;
		while (--len > 0 && folder[len] != '/')
			;
	}
}

/* The same, remembered for the next dependency of the manifest. */
static struct held *
lock_of(const char *path, size_t len, const char *ecosystem)
{
	static const char *last_path, *last_ecosystem;
	static struct held *last;

	if (path != last_path || ecosystem != last_ecosystem)
		last = lock_for(ecosystem, path, len);
	last_path = path;
	last_ecosystem = ecosystem;
	return last;
}

static cJSON *
ecosystem_of(const char *name)
{
	cJSON *list = json_get(r.details, "ecosystems"), *one;

	cJSON_ArrayForEach(one, list)
		if (json_is(one, "ecosystem", name))
			return one;
	one = cJSON_CreateObject();
	json_add_string(one, "ecosystem", name);
	json_add_long(one, "declared", 0);
	json_add_long(one, "locked", 0);
	cJSON_AddArrayToObject(one, "manifests");
	cJSON_AddArrayToObject(one, "locks");
	cJSON_AddItemToArray(list, one);
	return one;
}

static void
count(cJSON *ecosystem, const char *name)
{
	json_set(
	    ecosystem, name, json_new_long(json_long(ecosystem, name, 0) + 1));
}

static void
add_path(cJSON *ecosystem, const char *list, const char *path)
{
	cJSON *to = json_get(ecosystem, list), *form = json_new_path(path);

	if (json_holds(to, form->valuestring))
		cJSON_Delete(form);
	else
		cJSON_AddItemToArray(to, form);
}

static void
add_dependency(
    const char *path, const struct depfile *d, const struct dependency *one)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	struct held *h = lock_of(path, len, one->ecosystem);
	const char *end = h ? strrchr(h->path, '/') : NULL;
	size_t above = end ? (size_t)(end - h->path) + 1 : 0;
	char *folder = above < len ? xstrndup(path + above, len - above) : NULL;
	const char *under[] = {one->version ? one->version : "",
	    folder ? folder : "", d->package, NULL};
	const char *locked =
	    h ? deplock_find(&h->lock, one->ecosystem, one->name, under) : NULL;
	cJSON *item = cJSON_CreateObject(),
	      *ecosystem = ecosystem_of(one->ecosystem);

	json_add_string(item, "ecosystem", one->ecosystem);
	json_add_string(item, "name", one->name);
	add_known(item, "version", one->version);
	add_known(item, "locked", locked);
	json_add_string(item, "scope", one->scope);
	json_add_path(item, "path", path);
	json_add_long(item, "line", one->line);
	count(ecosystem, "declared");
	if (locked != NULL)
		count(ecosystem, "locked");
	add_path(ecosystem, "manifests", path);
	if (h != NULL)
		add_path(ecosystem, "locks", h->path);
	free(folder);
	result_add(&r, item);
}

static void
add_file(const char *path, depfile_reader *read)
{
	struct depfile d = {0};
	struct error e = {0};
	const char *text = read_text(path);

	if (text != NULL && read(&d, text, &e) < 0)
		add_unread(path, e.message);
	for (size_t i = 0; i < d.n; i++)
		if (a.name == NULL ||
		    fnmatch(a.name, d.v[i].name, FNM_CASEFOLD) == 0)
			add_dependency(path, &d, &d.v[i]);
	depfile_release(&d);
	error_release(&e);
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	depfile_reader *read;

	tool_args(&a, &args_desc, argc, argv);
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_files(
		&a.paths, &(struct strv){0}, &(struct strv){0}, &files, &e) < 0)
		tool_fail_with(&e);
	result_list(&r, "dependencies", a.max_tokens, a.skip);
	cJSON_AddArrayToObject(r.details, "ecosystems");
	for (size_t i = 0; i < files.n; i++) {
		read = depfile_of(files.v[i]);
		if (read != NULL && strstr(files.v[i], "node_modules/") == NULL)
			add_file(files.v[i], read);
	}
	tool_answer_list(&r);
}
