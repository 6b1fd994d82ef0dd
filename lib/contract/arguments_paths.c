/* arguments_paths: the arguments that name files */
#include "contract/arguments_paths.h"
#include "base/filename.h"
#include "base/json.h"
#include "contract/arguments.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>

/* The properties that hold paths, but for those of locations. */
static const char *const path_names[] = {
    "path", "policy", "paths", "reports", NULL};

bool
arguments_is_path(const char *name)
{
	size_t i = 0;

	while (path_names[i] != NULL && strcmp(path_names[i], name) != 0)
		i++;
	return path_names[i] != NULL;
}

typedef char *path_fix(const char *, struct error *);

static int
fix_path(cJSON *path, path_fix *fix, struct error *e)
{
	char *fixed;

	if (!cJSON_IsString(path))
		return 0; /* the schema will say so */
	fixed = fix(path->valuestring, e);
	if (fixed == NULL)
		return -1;
	free(path->valuestring);
	path->valuestring = fixed;
	return 0;
}

/* Replaces each path property of args by what fix makes of it. */
static int
each_path(cJSON *args, path_fix *fix, struct error *e)
{
	const cJSON *locations = json_get(args, "locations");
	cJSON *item, *path;

	for (size_t i = 0; path_names[i] != NULL; i++) {
		path = json_get(args, path_names[i]);
		if (fix_path(path, fix, e) < 0)
			return -1;
		cJSON_ArrayForEach(item, path) {
			if (fix_path(item, fix, e) < 0)
				return -1;
		}
	}
	cJSON_ArrayForEach(item, locations) {
		if (fix_path(json_get(item, "path"), fix, e) < 0)
			return -1;
	}
	return 0;
}

/* Both forms are in the form of base/filename.h. */
static char *
from_person(const char *typed, struct error *e)
{
	char *name = filename_read(typed), *path = root_from_person(name, e);
	char *form = path ? filename_show(path) : NULL;

	free(name);
	free(path);
	return form;
}

/* From that form to the name itself. */
static char *
from_json(const char *form, struct error *e)
{
	char *name = filename_read(form), *path = root_normalise(name, e);

	free(name);
	return path;
}

int
arguments_person_paths(cJSON *args, struct error *e)
{
	return each_path(args, from_person, e);
}

int
arguments_name_paths(cJSON *args, struct error *e)
{
	return each_path(args, from_json, e);
}
