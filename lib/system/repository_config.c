/* repository_config: what the configuration of a repository leads to */
#include "base/alloc.h"
#include "system/repository_parts.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 20) /* bytes of a file that names folders */

/* A small regular file's text; false when there is none. */
bool
repository_read(struct buf *text, const char *folder, const char *name)
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
char *
repository_resolve(const char *folder, const char *path, size_t len)
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

/* Ours, the work tree's owner's or the system's. */
bool
repository_is_ours(const struct repository *r, const char *path, mode_t type)
{
	struct stat st, top;

	return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	       stat(r->top, &top) == 0 &&
	       (st.st_uid == geteuid() || st.st_uid == top.st_uid ||
		   st.st_uid == 0);
}

int
repository_strange(const char *what, const char *path, struct error *e)
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
		return repository_resolve(home, value + 2, len - 2);
	return repository_resolve(folder, value, len);
}

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
	if (!repository_is_ours(r, file, S_IFREG))
		return repository_strange("included file", file, e);
	file = xstrdup(file);
	name = strrchr(file, '/');
	*name = '\0';
	if (depth < REPOSITORY_DEPTH && r->includes.n < REPOSITORY_LIST)
		status =
		    repository_read_config(r, file, name + 1, depth + 1, e);
	free(file);
	return status;
}

/*
 * git ends when it may not read a file that its configuration includes; on
 * what condition it includes it does not matter here.
 */
int
repository_read_config(struct repository *r, const char *folder,
    const char *name, int depth, struct error *e)
{
	struct buf text = {0};
	const char *line, *next, *value;
	bool includes = false, core = false;
	int status = 0;
	size_t len;

	if (!repository_read(&text, folder, name))
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
			r->worktree = repository_resolve(folder, value, len);
		}
	}
	buf_release(&text);
	return status;
}
