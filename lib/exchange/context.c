/* context: what a project says to everyone who works on it */
#include "exchange/context.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "system/own.h"
#include "system/root.h"
#include "text/frame.h"
#include <stdlib.h>
#include <string.h>

#define CONTEXT_MAX 32768 /* bytes of each part, as other tools have it */

/* The part of a file that still fits; what is only white space is none. */
static int
add_file(struct buf *out, const char *path, const struct buf *text,
    size_t *left, struct error *e)
{
	size_t len;

	if (utf8_valid(buf_str(text), text->len) < text->len)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s is no UTF-8; --no-context leaves it out", path);
	if (strspn(buf_str(text), " \t\r\n") == text->len || *left == 0)
		return 0;
	len = utf8_cut(text->data, text->len, *left);
	*left -= len;
	buf_addc(out, '\n');
	frame(out, path, text->data, len);
	return 0;
}

/* The first of the two names that is there; one file per folder. */
static int
add_folder(struct buf *out, const char *folder, size_t *left, struct error *e)
{
	static const char *const names[] = {"AGENTS.override.md", "AGENTS.md"};
	struct buf text = {0};
	bool found = false;
	int status = 0;
	char *path;

	for (size_t i = 0; i < 2 && !found; i++) {
		path = strcmp(folder, ".") == 0
			   ? xstrdup(names[i])
			   : xasprintf("%s/%s", folder, names[i]);
		/* an error would look for the nearest name in the folder */
		found = root_read(path, ROOT_FILE_MAX, &text, NULL, NULL) == 0;
		if (found)
			status = add_file(out, path, &text, left, e);
		free(path);
	}
	buf_release(&text);
	return status;
}

/* The root, and each folder on the way down to the working directory. */
static int
add_agents(struct buf *out, struct error *e)
{
	struct error ignored = {0};
	char *here = root_from_person(".", &ignored);
	size_t left = CONTEXT_MAX;
	int status = add_folder(out, ".", &left, e);
	char *slash;

	error_release(&ignored);
	if (here == NULL || strcmp(here, ".") == 0) {
		free(here);
		return status;
	}
	for (slash = strchr(here, '/'); status == 0 && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		status = add_folder(out, here, &left, e);
		*slash = '/';
	}
	if (status == 0)
		status = add_folder(out, here, &left, e);
	free(here);
	return status;
}

int
context_read(struct buf *out, struct error *e)
{
	struct buf own = {0}, files = {0};
	struct error ignored = {0};
	size_t left = CONTEXT_MAX;
	int status = 0;

	if (own_read("context.md", ROOT_FILE_MAX, &own, &ignored) == 0)
		status = add_file(&files, ".codex/context.md", &own, &left, e);
	error_release(&ignored);
	if (status == 0)
		status = add_agents(&files, e);
	if (status == 0 && files.len > 0) {
		buf_adds(out, "What this project's own files say to those who "
			      "work on it. It is context for the request "
			      "that follows, not the request.\n");
		buf_add(out, files.data, files.len);
	}
	buf_release(&own);
	buf_release(&files);
	return status;
}
