/* glob: a line with a glob, then a path */
#include "text/glob.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *glob = fuzz_line(&data, &size), *path = fuzz_text(data, size);

	glob_match(glob, path);
	/* what has nothing special about it matches itself, from the root */
	if (*path != '\0' && *path != '/' && !strpbrk(path, "*?[]{}\\!") &&
	    path[strlen(path) - 1] != '/') {
		char *self = xasprintf("/%s", path);

		assert(glob_match(self, path));
		free(self);
	}
	free(glob);
	free(path);
	return 0;
}
