/* context: what a project says to everyone who works on it */
#include "exchange/context.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "exchange/frame.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONTEXT_MAX 32768 /* bytes of each part, as other tools have it */

/* A regular file, and no symbolic link on the way to it. */
static int
open_own(const char *folder, const char *name)
{
	int dir = openat(
	    root_fd(), folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int fd;

	if (dir < 0)
		return -1;
	fd = openat(dir, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	close(dir);
	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* .codex is closed to helpers; its owners read it themselves. */
static int
read_context_file(struct buf *text, struct error *e)
{
	int fd = open_own(".codex", "context.md");
	int status = 0;

	if (fd < 0)
		return 0;
	if (buf_read(text, fd, ROOT_FILE_MAX) < 0)
		status = error_errno(e, "cannot read .codex/context.md");
	close(fd);
	return status;
}

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
	struct error ignored = {0};
	struct buf text = {0};
	bool found = false;
	int status = 0;
	char *path;

	for (size_t i = 0; i < 2 && !found; i++) {
		path = strcmp(folder, ".") == 0
			   ? xstrdup(names[i])
			   : xasprintf("%s/%s", folder, names[i]);
		found =
		    root_read(path, ROOT_FILE_MAX, &text, NULL, &ignored) == 0;
		if (found)
			status = add_file(out, path, &text, left, e);
		free(path);
	}
	error_release(&ignored);
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
	size_t left = CONTEXT_MAX;
	int status = read_context_file(&own, e);

	if (status == 0)
		status = add_file(&files, ".codex/context.md", &own, &left, e);
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
