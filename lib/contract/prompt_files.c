/* prompt_files: where templates are, the project's before ours */
#include "contract/prompt_files.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "contract/prompt.h"
#include "system/own.h"
#include "system/root.h"
#include "system/share.h"
#include "text/nearest.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPLATE_MAX = 1 << 20 }; /* bytes */

/* The folders that hold templates, the project's first. */
static void
folders(struct strv *dirs)
{
	strv_addf(dirs, "%s/.codex/prompt_templates", root_path());
	strv_take(dirs, share_path("prompt_templates"));
}

/* A file that a person named, or one of ours. */
static int
read_file(const char *path, struct buf *b, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int status;

	if (fd < 0)
		return error_errno(e, "cannot open the template '%s'", path);
	status = root_read_fd(fd, path, TEMPLATE_MAX, b, &st, e);
	close(fd);
	return status;
}

/* The bytes of a file as a C string, or NULL: nothing of it is lost. */
static char *
take_text(struct buf *b, const char *path, struct error *e)
{
	size_t good = utf8_valid(buf_str(b), strlen(buf_str(b)));

	if (good == b->len)
		return buf_detach(b);
	buf_release(b);
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%s: no UTF-8 text: see its byte %zu", path, good + 1);
	return NULL;
}

/*
 * The text of NAME.md in the first folder that has it, and its path; NULL
 * with not_found if none has. The caller frees both.
 */
static char *
find(const char *name, char **path, struct error *e)
{
	char *own = xasprintf("prompt_templates/%s.md", name), *ours;
	struct buf b = {0};
	char *text;
	int status = own_read(own, TEMPLATE_MAX, &b, e);

	if (status == 1) {
		ours = share_path(own);
		status = access(ours, F_OK) < 0 ? 1 : read_file(ours, &b, e);
		*path = ours;
	} else {
		*path = xasprintf("%s/.codex/%s", root_path(), own);
	}
	free(own);
	text = status == 0 ? take_text(&b, *path, e) : NULL;
	if (text != NULL)
		return text;
	buf_release(&b);
	free(*path);
	*path = NULL;
	if (status == 1)
		error_set(e, ERROR_NOT_FOUND, "no template '%s'", name);
	return NULL;
}

void
prompt_names(struct strv *names)
{
	struct strv dirs = {0};
	struct dirent *d;
	size_t len;
	DIR *dir;

	folders(&dirs);
	for (size_t i = 0; i < dirs.n; i++) {
		dir = xopendir(dirs.v[i]);
		while (dir != NULL && (d = readdir(dir)) != NULL) {
			len = strlen(d->d_name);
			if (len > 3 && strcmp(d->d_name + len - 3, ".md") == 0)
				strv_addf(
				    names, "%.*s", (int)len - 3, d->d_name);
		}
		if (dir != NULL)
			closedir(dir);
	}
	strv_release(&dirs);
	strv_sort_unique(names);
}

static int
not_found(const char *name, struct error *e)
{
	struct nearest best = {.name = name};
	struct strv names = {0};

	prompt_names(&names);
	for (size_t i = 0; i < names.n; i++)
		nearest_offer(&best, names.v[i]);
	if (best.found != NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "no template '%s'; did you mean '%s'?", name, best.found);
	else
		error_set(e, ERROR_NOT_FOUND,
		    "no template '%s'; codex-template --list shows them", name);
	strv_release(&names);
	return -1;
}

char *
prompt_file(const char *name, char **path, struct error *e)
{
	struct error why = {0};
	struct buf b = {0};
	char *text;

	if (strchr(name, '/') != NULL) {
		*path = xstrdup(name);
		if (read_file(*path, &b, e) == 0)
			return take_text(&b, *path, e);
		buf_release(&b);
		return NULL;
	}
	text = find(name, path, &why);
	if (text == NULL && why.code == ERROR_NOT_FOUND)
		not_found(name, e);
	else if (text == NULL)
		error_set(e, why.code, "%s", why.message);
	error_release(&why);
	return text;
}

const char *
prompt_partial(void *kept, const char *name)
{
	struct error e = {0};
	char *inner = xasprintf("partials/%s", name), *path = NULL;
	char *text = strchr(name, '/') ? NULL : find(inner, &path, &e);

	error_release(&e);
	free(inner);
	free(path);
	if (text == NULL)
		return NULL;
	strv_take(kept, text);
	return text;
}
