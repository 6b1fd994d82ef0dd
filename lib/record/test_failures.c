/* test_failures: where and why tests failed */
#include "record/test_failures.h"
#include "base/alloc.h"
#include "base/json.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Normalised, when there is such a file under the root. */
static char *
existing(const char *path)
{
	char *normal = root_normalise(path, NULL);
	int fd = normal ? root_open(normal, O_PATH, NULL) : -1;

	if (fd < 0) {
		free(normal);
		return NULL;
	}
	close(fd);
	return normal;
}

static bool
is_go(const char *path)
{
	const char *dot = strrchr(path, '.');

	return *path != '/' && dot != NULL && strcmp(dot, ".go") == 0;
}

/* Go's places are below their package, whose module is somewhere. */
static char *
path_in_root(const char *path)
{
	size_t n = strlen(root_path());
	char *found;

	if (strncmp(path, root_path(), n) == 0 && path[n] == '/')
		path += n + 1;
	found = existing(path);
	while (found == NULL && is_go(path) && strchr(path, '/') != NULL) {
		path = strchr(path, '/') + 1;
		found = existing(path);
	}
	return found;
}

static cJSON *
failure_json(const struct test_failure *f)
{
	cJSON *item = cJSON_CreateObject();
	char *path = f->path ? path_in_root(f->path) : NULL, *message;

	json_add_string(item, "name", f->name);
	if (path != NULL)
		json_add_string(item, "path", path);
	if (path != NULL && f->line > 0)
		json_add_long(item, "line", f->line);
	message = f->path && !path ? xasprintf("%s:%ld: %s", f->path, f->line,
					 f->message ? f->message : "")
				   : xstrdup(f->message ? f->message : "");
	json_add_string(item, "message", message);
	free(message);
	free(path);
	return item;
}

cJSON *
test_failures_json(const struct testlog *t)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < t->n; i++)
		cJSON_AddItemToArray(list, failure_json(&t->failures[i]));
	return list;
}
