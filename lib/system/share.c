/* share: where the toolkit's own files and programs are */
#include "system/share.h"
#include "base/alloc.h"
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes the last component off path and returns it. */
static const char *
split(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return path;
	*slash = '\0';
	return slash + 1;
}

/*
 * The folder that holds bin/ and share/: above bin, helpers and test in the
 * build tree, above bin and libexec/codex in an installed one.
 */
static char *
prefix(void)
{
	static char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	exe[n > 0 ? n : 0] = '\0';
	split(exe);
	if (strcmp(split(exe), "codex") == 0)
		split(exe);
	return exe;
}

char *
share_path(const char *name)
{
	return xasprintf("%s/share/codex/%s", prefix(), name);
}

char *
share_helper(const char *name)
{
	char *installed = xasprintf("%s/libexec/codex", prefix());
	bool there = access(installed, F_OK) == 0;

	free(installed);
	return xasprintf(
	    "%s/%s/%s", prefix(), there ? "libexec/codex" : "helpers", name);
}

char *
share_program(const char *name)
{
	return xasprintf("%s/bin/%s", prefix(), name);
}
