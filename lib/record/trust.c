/* trust: consent to what a repository brings along to be run */
#include "record/trust.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/strv.h"
#include "contract/manifest.h"
#include "system/root.h"
#include "system/state.h"
#include "text/sha256.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 30)

/*
 * A file of the root, through whatever links, or by its absolute path: its
 * bytes are what counts. 1 when there is none.
 */
static int
read_file(const char *path, struct buf *b, struct error *e)
{
	char *full = path[0] == '/' ? xstrdup(path)
				    : xasprintf("%s/%s", root_path(), path);
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int status = 0;

	free(full);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 1;
	if (fd < 0)
		return error_errno(e, "cannot read '%s'", path);
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		status =
		    error_set(e, ERROR_NOT_A_FILE, "'%s' is no file", path);
	else if (buf_read(b, fd, FILE_MAX) < 0)
		status = error_errno(e, "cannot read '%s'", path);
	close(fd);
	return status;
}

static cJSON *
add_item(struct trust *t, const char *kind, const char *path, const char *bytes,
    size_t len)
{
	cJSON *item = cJSON_CreateObject();
	char hex[65];

	sha256_hex(bytes, len, hex);
	cJSON_AddStringToObject(item, "kind", kind);
	cJSON_AddItemToObject(
	    item, "path", json_new_string(path, strlen(path)));
	cJSON_AddStringToObject(item, "sha256", hex);
	cJSON_AddItemToArray(t->items, item);
	return item;
}

/* A program that is built later may be missing now; then it is no more. */
static int
add_file(struct trust *t, const char *kind, const char *path, struct error *e)
{
	struct buf b = {0};
	int status = read_file(path, &b, e);

	if (status >= 0)
		add_item(
		    t, status ? "missing" : kind, path, buf_str(&b), b.len);
	buf_release(&b);
	return status < 0 ? -1 : 0;
}

/* The files of a folder and below it, sorted. */
static void
list_files(const char *folder, struct strv *files, int depth)
{
	char *full = xasprintf("%s/%s", root_path(), folder), *path;
	DIR *dir = xopendir(full);
	struct dirent *d;
	struct stat st;

	free(full);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		path = xasprintf("%s/%s", folder, d->d_name);
		if (fstatat(dirfd(dir), d->d_name, &st, 0) == 0 &&
		    S_ISDIR(st.st_mode) && depth > 0)
			list_files(path, files, depth - 1);
		else if (!S_ISDIR(st.st_mode))
			strv_add(files, path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
}

static int
add_files(
    struct trust *t, const char *kind, struct strv *files, struct error *e)
{
	int status = 0;

	strv_sort_unique(files);
	for (size_t i = 0; i < files->n && status == 0; i++)
		status = add_file(t, kind, files->v[i], e);
	strv_release(files);
	return status;
}

static int
add_hooks(struct trust *t, struct error *e)
{
	struct strv files = {0};

	list_files(".codex/hooks", &files, 3);
	return add_files(t, "hook", &files, e);
}

/*
 * The programs of the helpers, and the files beside those that lie in a
 * folder of .codex, which a script may well load.
 */
static int
add_programs(struct trust *t, const cJSON *entries, struct error *e)
{
	struct strv files = {0};
	const cJSON *entry;
	const char *command;
	char *path;

	cJSON_ArrayForEach(entry, entries) {
		command = json_string(entry, "x-command");
		if (command == NULL)
			continue;
		path = xasprintf(
		    "%s%s", command[0] == '/' ? "" : ".codex/", command);
		strv_add(&files, path);
		*strrchr(path, '/') = '\0';
		if (strncmp(path, ".codex/", 7) == 0 && !strstr(path, ".."))
			list_files(path, &files, 0);
		free(path);
	}
	return add_files(t, "program", &files, e);
}

/* A JSON file, or NULL in *json when there is none. */
static int
read_json(const char *path, struct buf *b, cJSON **json, struct error *e)
{
	int status = read_file(path, b, e);

	*json = status == 0 ? json_parse(buf_str(b), b->len, e) : NULL;
	if (status == 0 && *json == NULL)
		return error_path(e, path);
	return status < 0 ? -1 : 0;
}

static int
add_helpers(struct trust *t, struct error *e)
{
	static const char path[] = ".codex/functions.json";
	struct buf b = {0};
	const cJSON *entry;
	cJSON *entries, *helpers, *item;
	int status = read_json(path, &b, &entries, e);

	if (status == 0 && entries != NULL) {
		item = add_item(t, "helpers", path, b.data, b.len);
		helpers = cJSON_AddArrayToObject(item, "helpers");
		cJSON_ArrayForEach(entry, entries) {
			item = cJSON_CreateObject();
			for (const cJSON *m = entry->child; m; m = m->next)
				if (strcmp(m->string, "name") == 0 ||
				    strcmp(m->string, "x-command") == 0 ||
				    strcmp(m->string, "x-grants") == 0)
					cJSON_AddItemToObject(
					    item, m->string, json_copy(m));
			cJSON_AddItemToArray(helpers, item);
		}
		status = add_programs(t, entries, e);
	}
	cJSON_Delete(entries);
	buf_release(&b);
	return status;
}

/* Of the configuration, what says what runs and how it is held. */
static int
add_configuration(struct trust *t, struct error *e)
{
	static const char path[] = ".codex/config.json";
	static const char *const names[] = {"test", "sandbox"};
	struct buf b = {0};
	cJSON *config;
	const cJSON *value;
	char *text;
	int status = read_json(path, &b, &config, e);

	for (size_t i = 0; i < 2; i++) {
		value = json_get(config, names[i]);
		if (value == NULL)
			continue;
		text = json_text(value);
		cJSON_AddItemToObject(
		    add_item(t, names[i], path, text, strlen(text)), names[i],
		    json_copy(value));
		free(text);
	}
	cJSON_Delete(config);
	buf_release(&b);
	return status;
}

int
trust_read(struct trust *t, struct error *e)
{
	char *text;

	t->items = cJSON_CreateArray();
	if (add_helpers(t, e) < 0 || add_hooks(t, e) < 0 ||
	    add_configuration(t, e) < 0) {
		trust_release(t);
		return -1;
	}
	text = json_text(t->items);
	sha256_hex(text, strlen(text), t->hash);
	free(text);
	return 0;
}

void
trust_release(struct trust *t)
{
	cJSON_Delete(t->items);
	*t = (struct trust){0};
}

/* The file that stands for this content in this root; NULL without a home. */
static char *
record_path(const struct trust *t)
{
	char *name = xasprintf("%s\n%s", root_path(), t->hash), hex[65];

	sha256_hex(name, strlen(name), hex);
	free(name);
	return state_path("trust", hex);
}

static bool
is_trusted(const struct trust *t)
{
	const char *given = getenv("CODEX_TRUST");
	char *path;
	bool there;

	if (t->items->child == NULL)
		return true;
	if (given != NULL && strcmp(given, t->hash) == 0)
		return true;
	path = record_path(t);
	there = path != NULL && access(path, F_OK) == 0;
	free(path);
	return there;
}

int
trust_check(const char *what, struct error *e)
{
	struct trust t = {0};
	bool trusted;

	if (trust_read(&t, e) < 0)
		return -1;
	trusted = is_trusted(&t);
	trust_release(&t);
	if (trusted)
		return 0;
	error_set(e, ERROR_POLICY_DENIED,
	    "%s comes from this project's .codex folder, which was not trusted "
	    "as it is now",
	    what);
	return error_hint(
	    e, "codex-run --trust shows what it would run, and trusts it");
}

int
trust_record(const struct trust *t, struct error *e)
{
	char *path = record_path(t);
	struct buf text = {0};
	int fd = -1, status = -1;

	if (path == NULL)
		return error_set(e, ERROR_NOT_AVAILABLE,
		    "no state folder: neither XDG_STATE_HOME nor HOME is set");
	buf_addf(&text, "%s\n%s\n", root_path(), t->hash);
	if (state_make_folders(path, 0700) == 0)
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write_all(fd, text.data, text.len) == 0 &&
	    fsync(fd) == 0)
		status = 0;
	else
		error_errno(e, "cannot record the consent in '%s'", path);
	if (fd >= 0)
		close(fd);
	if (fd >= 0 && status < 0)
		unlink(path);
	buf_release(&text);
	free(path);
	return status;
}
