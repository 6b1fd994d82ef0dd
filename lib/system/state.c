/* state: where the user's state folder keeps what is remembered of a root */
#include "system/state.h"
#include "base/alloc.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *
state_path(const char *folder, const char *name)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && state[0] == '/')
		return xasprintf("%s/codex/%s/%s", state, folder, name);
	if (home != NULL && home[0] == '/')
		return xasprintf(
		    "%s/.local/state/codex/%s/%s", home, folder, name);
	return NULL;
}

int
state_make_folders(char *path, mode_t mode)
{
	for (char *s = strchr(path + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		if (mkdir(path, mode) < 0 && errno != EEXIST)
			return -1;
		*s = '/';
	}
	return 0;
}
