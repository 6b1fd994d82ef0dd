/* arguments: a helper's arguments from flags, operands and standard input */
#include "contract/arguments.h"
#include "base/json.h"
#include "contract/arguments_paths.h"
#include "contract/manifest.h"
#include "contract/schema.h"
#include <stdlib.h>
#include <string.h>

/* Contract 4: the names that any helper may take from a pipe. */
static const char *const vocabulary[] = {"paths", "locations", "files",
    "matches", "todos", "findings", "diff", "text", "messages", NULL};

static const cJSON *
properties_of(const cJSON *entry)
{
	return json_get(json_get(entry, "parameters"), "properties");
}

/* The names in the entry that a pipe may set, as an array of strings. */
static cJSON *
pipe_names(const cJSON *entry)
{
	const cJSON *properties = properties_of(entry), *extra;
	cJSON *names = cJSON_CreateArray();

	for (size_t i = 0; vocabulary[i] != NULL; i++)
		if (json_get(properties, vocabulary[i]))
			cJSON_AddItemToArray(
			    names, cJSON_CreateString(vocabulary[i]));
	cJSON_ArrayForEach(extra, json_get(entry, "x-pipe"))
		cJSON_AddItemToArray(names, json_copy(extra));
	return names;
}

/* Whether a name has come, or the places under their other name. */
static bool
has(const cJSON *given, const char *name)
{
	bool place =
	    strcmp(name, "paths") == 0 || strcmp(name, "locations") == 0;

	return json_get(given, name) ||
	       (place &&
		   (json_get(given, "paths") || json_get(given, "locations")));
}

bool
arguments_want_input(const cJSON *entry, const cJSON *given)
{
	cJSON *names = pipe_names(entry);
	const cJSON *name;
	bool lacking = false;

	cJSON_ArrayForEach(name, names) {
		if (!has(given, name->valuestring))
			lacking = true;
	}
	cJSON_Delete(names);
	return given->child == NULL || lacking || !manifest_reads_only(entry);
}

bool
arguments_need_input(const cJSON *entry, const cJSON *given)
{
	const cJSON *parameters = json_get(entry, "parameters"), *name;

	cJSON_ArrayForEach(name, json_get(parameters, "required")) {
		if (json_get(given, name->valuestring) == NULL)
			return true;
	}
	return false;
}

static cJSON *
from_input(const cJSON *entry, const struct input *in, struct error *e)
{
	cJSON *names, *merged;

	if (in->kind == INPUT_ARGUMENTS)
		return json_copy(in->value);
	if (in->kind != INPUT_RESULTS)
		return cJSON_CreateObject();
	names = pipe_names(entry);
	merged = input_merge(in, names, e);
	cJSON_Delete(names);
	return merged;
}

/* Puts what argv gave over what came: places replace places. */
static void
override(cJSON *args, cJSON *given)
{
	cJSON *m, *came;

	if (json_get(given, "paths") || json_get(given, "locations")) {
		cJSON_DeleteItemFromObjectCaseSensitive(args, "paths");
		cJSON_DeleteItemFromObjectCaseSensitive(args, "locations");
	}
	while ((m = given->child) != NULL) {
		cJSON_DetachItemViaPointer(given, m);
		came = json_get(args, m->string);
		if (came != NULL)
			cJSON_ReplaceItemViaPointer(args, came, m);
		else
			cJSON_AddItemToArray(args, m);
	}
	cJSON_Delete(given);
}

static int
check(const cJSON *entry, cJSON *args, struct error *e)
{
	const cJSON *parameters = json_get(entry, "parameters");
	struct schema *schema;
	int result;

	if (json_check_arguments(args, e) < 0)
		return -1;
	if (parameters == NULL)
		return arguments_name_paths(args, e);
	schema_fill_defaults(parameters, args);
	schema = schema_compile(parameters, e);
	if (schema == NULL)
		return -1;
	result = schema_check(schema, args, e);
	schema_free(schema);
	return result < 0 ? -1 : arguments_name_paths(args, e);
}

/* Moves what x-flags names from one object to the other. */
static void
move_flags(const cJSON *entry, cJSON *from, cJSON *to)
{
	const cJSON *flag;
	cJSON *m;

	cJSON_ArrayForEach(flag, json_get(entry, "x-flags")) {
		m = cJSON_DetachItemFromObjectCaseSensitive(from, flag->string);
		if (m != NULL)
			cJSON_AddItemToArray(to, m);
	}
}

static void
fill_flags(const cJSON *entry, cJSON *args)
{
	const cJSON *flag, *fallback;

	cJSON_ArrayForEach(flag, json_get(entry, "x-flags")) {
		fallback = json_get(flag, "default");
		if (fallback != NULL && json_get(args, flag->string) == NULL)
			cJSON_AddItemToObject(
			    args, flag->string, json_copy(fallback));
	}
}

cJSON *
arguments_join(
    const cJSON *entry, cJSON *given, const struct input *in, struct error *e)
{
	cJSON *args = from_input(entry, in, e), *flags;

	if (args == NULL) {
		cJSON_Delete(given);
		return NULL;
	}
	/* the schema knows no x-flags, so that it refuses them from JSON */
	flags = cJSON_CreateObject();
	move_flags(entry, given, flags);
	override(args, given);
	if (check(entry, args, e) < 0) {
		cJSON_Delete(args);
		args = NULL;
	} else {
		move_flags(entry, flags, args);
		fill_flags(entry, args);
	}
	cJSON_Delete(flags);
	return args;
}
