/* encodings: the token tables that are installed, each mapped once */
#include "system/encodings.h"
#include "base/alloc.h"
#include "system/share.h"
#include <stdlib.h>
#include <string.h>

const struct encoding *
encoding_named(const char *name, struct error *e)
{
	static struct {
		const char *name;
		const struct encoding *open;
	} all[] = {{"o200k_base", NULL}, {"cl100k_base", NULL}};
	char *file, *path;
	size_t i = strcmp(name, all[0].name) == 0 ? 0 : 1;

	if (strcmp(name, all[i].name) != 0) {
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unknown encoding '%s'; known are o200k_base and "
		    "cl100k_base",
		    name);
		return NULL;
	}
	if (all[i].open != NULL)
		return all[i].open;
	file = xasprintf("%s.table", name);
	path = share_path(file);
	all[i].open = encoding_open(path, e);
	free(file);
	free(path);
	return all[i].open;
}
