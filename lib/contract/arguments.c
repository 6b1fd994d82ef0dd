/* arguments: a helper's arguments from flags, operands and standard input */
#include "contract/arguments.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/manifest.h"
#include "contract/nearest.h"
#include "contract/schema.h"
#include "system/root.h"
#include <float.h>
#include <limits.h>
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

static const char *
type_of(const cJSON *property)
{
	const char *type = json_string(property, "type");

	return type ? type : "string";
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

static cJSON *
typed_value(const cJSON *property, const char *text)
{
	const char *type = type_of(property);
	cJSON *v = NULL;
	double d;
	long n;

	if (strcmp(type, "string") == 0)
		return json_new_string(text, strlen(text));
	if (strcmp(type, "integer") == 0)
		return parse_long(text, LONG_MIN, LONG_MAX, &n)
			   ? json_new_long(n)
			   : NULL;
	if (strcmp(type, "number") == 0 &&
	    !parse_double(text, -DBL_MAX, DBL_MAX, &d))
		return NULL;
	v = json_parse(text, strlen(text), NULL);
	return v;
}

static int
set_value(cJSON *args, const cJSON *property, const char *text, struct error *e)
{
	const cJSON *items = json_get(property, "items");
	bool array = strcmp(type_of(property), "array") == 0;
	const cJSON *of = array ? items : property;
	cJSON *value = typed_value(of, text), *list;

	if (value == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'%s' is no %s for '%s'", text,
		    strcmp(type_of(of), "object") == 0 ? "JSON object"
						       : type_of(of),
		    property->string);
	if (!array) {
		json_set(args, property->string, value);
		return 0;
	}
	list = json_get(args, property->string);
	if (list == NULL)
		list = cJSON_AddArrayToObject(args, property->string);
	cJSON_AddItemToArray(list, value);
	return 0;
}

static int
unknown_flag(const cJSON *properties, const char *flag, struct error *e)
{
	struct nearest best = {.name = flag};
	const cJSON *p;

	cJSON_ArrayForEach(p, properties)
		nearest_offer(&best, p->string);
	error_set(e, ERROR_INVALID_ARGUMENTS, "unknown flag '--%s'", flag);
	if (best.found != NULL) {
		char *name = xstrdup(best.found);

		for (char *c = name; *c; c++)
			*c = *c == '_' ? '-' : *c;
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unknown flag '--%s'; did you mean '--%s'?", flag, name);
		free(name);
	}
	return -1;
}

/* Handles what every helper understands. True if the flag was one of them. */
static bool
standard_flag(struct arguments_flags *f, const char *name, const char *value)
{
	if (value != NULL)
		return false;
	if (strcmp(name, "help") == 0)
		return f->help = true;
	if (strcmp(name, "version") == 0)
		return f->version = true;
	if (strcmp(name, "schema") == 0)
		return f->schema = true;
	if (strcmp(name, "no_stdin") == 0)
		return f->no_stdin = true;
	if (strcmp(name, "keep_going") == 0)
		return f->keep_going = true;
	return false;
}

struct walker {
	const cJSON *properties, *only_flags; /* x-flags: no JSON sets them */
	struct arguments_flags *flags;
	cJSON *args;
	char **argv;
	int argc, at;
};

static const char *
flag_value(
    struct walker *w, const char *name, const char *attached, struct error *e)
{
	if (attached != NULL)
		return attached;
	if (w->at + 1 < w->argc)
		return w->argv[++w->at];
	error_set(e, ERROR_INVALID_ARGUMENTS, "'--%s' needs a value", name);
	return NULL;
}

/* Handles argv[at], which starts with two dashes. */
static int
take_flag(struct walker *w, struct error *e)
{
	char *name = xstrdup(w->argv[w->at] + 2);
	char *attached = strchr(name, '=');
	const cJSON *p, *positive;
	const char *value;
	int result = -1;

	if (attached != NULL)
		*attached++ = '\0';
	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	p = json_get(w->properties, name);
	if (p == NULL)
		p = json_get(w->only_flags, name);
	positive = strncmp(name, "no_", 3) == 0
		       ? json_get(w->properties, name + 3)
		       : NULL;
	if (p == NULL && standard_flag(w->flags, name, attached)) {
		result = 0;
	} else if (p == NULL && strcmp(name, "root") == 0) {
		w->flags->root = flag_value(w, name,
		    attached ? strchr(w->argv[w->at], '=') + 1 : NULL, e);
		result = w->flags->root ? 0 : -1;
	} else if (p == NULL && positive && !attached &&
		   strcmp(type_of(positive), "boolean") == 0) {
		json_set(w->args, positive->string, cJSON_CreateFalse());
		result = 0;
	} else if (p == NULL) {
		unknown_flag(w->properties, name, e);
	} else if (strcmp(type_of(p), "boolean") == 0) {
		json_set(w->args, p->string, cJSON_CreateTrue());
		result = attached == NULL
			     ? 0
			     : error_set(e, ERROR_INVALID_ARGUMENTS,
				   "'--%s' takes no value", name);
	} else if ((value = flag_value(w, name, attached, e)) != NULL) {
		result = set_value(w->args, p, value, e);
	}
	free(name);
	return result;
}

static int
take_operand(struct walker *w, const cJSON **operand, struct error *e)
{
	const cJSON *p;

	if (*operand == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "one operand too many: '%s'", w->argv[w->at]);
	p = json_get(w->properties, (*operand)->valuestring);
	if (strcmp(type_of(p), "array") != 0)
		*operand = (*operand)->next;
	return set_value(w->args, p, w->argv[w->at], e);
}

cJSON *
arguments_from_argv(const cJSON *entry, int argc, char **argv,
    struct arguments_flags *flags, struct error *e)
{
	const cJSON *operands = json_get(entry, "x-operands");
	const cJSON *operand = operands ? operands->child : NULL;
	struct walker w = {.argv = argv, .argc = argc, .flags = flags};
	bool ended = false;
	const char *a;
	int failed;

	w.properties = properties_of(entry);
	w.only_flags = json_get(entry, "x-flags");
	w.args = cJSON_CreateObject();
	for (w.at = 1; w.at < argc; w.at++) {
		a = argv[w.at];
		if (!ended && strcmp(a, "--") == 0) {
			ended = true;
			continue;
		}
		if (!ended && strncmp(a, "--", 2) == 0)
			failed = take_flag(&w, e);
		else if (!ended && a[0] == '-' && a[1] != '\0')
			failed = error_set(e, ERROR_INVALID_ARGUMENTS,
			    "unknown flag '%s'; flags are long, and -- ends "
			    "them",
			    a);
		else
			failed = take_operand(&w, &operand, e);
		if (failed < 0) {
			cJSON_Delete(w.args);
			return NULL;
		}
	}
	return w.args;
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
	const cJSON *paths = json_get(args, "paths");
	const cJSON *locations = json_get(args, "locations");
	cJSON *item;

	cJSON_ArrayForEach(item, paths) {
		if (fix_path(item, fix, e) < 0)
			return -1;
	}
	cJSON_ArrayForEach(item, locations) {
		if (fix_path(json_get(item, "path"), fix, e) < 0)
			return -1;
	}
	return fix_path(json_get(args, "path"), fix, e);
}

int
arguments_person_paths(cJSON *args, struct error *e)
{
	return each_path(args, root_from_person, e);
}

bool
arguments_want_input(const cJSON *entry, const cJSON *given)
{
	cJSON *names = pipe_names(entry);
	const cJSON *name;
	bool satisfied = names->child == NULL;

	cJSON_ArrayForEach(name, names) {
		if (json_get(given, name->valuestring) != NULL)
			satisfied = true;
	}
	cJSON_Delete(names);
	return given->child == NULL || !satisfied ||
	       !manifest_reads_only(entry);
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
	cJSON *m;

	if (json_get(given, "paths") || json_get(given, "locations")) {
		cJSON_DeleteItemFromObjectCaseSensitive(args, "paths");
		cJSON_DeleteItemFromObjectCaseSensitive(args, "locations");
	}
	while ((m = given->child) != NULL) {
		cJSON_DetachItemViaPointer(given, m);
		if (json_get(args, m->string))
			cJSON_ReplaceItemInObjectCaseSensitive(
			    args, m->string, m);
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
		return 0;
	schema_fill_defaults(parameters, args);
	schema = schema_compile(parameters, e);
	if (schema == NULL)
		return -1;
	result = schema_check(schema, args, e);
	schema_free(schema);
	return result < 0 ? -1 : each_path(args, root_normalise, e);
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
	}
	cJSON_Delete(flags);
	return args;
}
