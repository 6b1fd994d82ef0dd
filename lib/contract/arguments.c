/* arguments: a helper's arguments from flags, operands and standard input */
#include "contract/arguments.h"
#include "base/alloc.h"
#include "base/filename.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/manifest.h"
#include "contract/schema.h"
#include "system/root.h"
#include "text/nearest.h"
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

/* The properties that hold paths, but for those of locations. */
static const char *const path_names[] = {
    "path", "policy", "paths", "reports", NULL};

static bool
is_path(const char *name)
{
	size_t i = 0;

	while (path_names[i] != NULL && strcmp(path_names[i], name) != 0)
		i++;
	return path_names[i] != NULL;
}

/* A name that was typed as it is, or in the form that an answer had it in. */
static cJSON *
typed_path(const char *text)
{
	char *name = filename_read(text);
	cJSON *path = json_new_path(name);

	free(name);
	return path;
}

static cJSON *
typed_value(const cJSON *property, const char *text)
{
	const char *type = type_of(property);
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
	return json_parse(text, strlen(text), NULL);
}

static int
set_value(cJSON *args, const cJSON *property, const char *text, struct error *e)
{
	const cJSON *items = json_get(property, "items");
	bool array = strcmp(type_of(property), "array") == 0;
	const cJSON *of = array ? items : property;
	cJSON *value, *list;

	/* JSON could not hold it, and what it could hold is another name */
	if (!is_path(property->string) &&
	    utf8_valid(text, strlen(text)) < strlen(text))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'%s' is no UTF-8, which '%s' must be", text,
		    property->string);
	value = is_path(property->string) ? typed_path(text)
					  : typed_value(of, text);
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

struct walker {
	const cJSON *properties, *only_flags; /* x-flags: no JSON sets them */
	struct arguments_flags *flags;
	cJSON *args;
	char **argv;
	int argc, at;
};

/* What every helper understands. */
static bool *
standard_flag(struct arguments_flags *f, const char *name)
{
	const struct {
		const char *name;
		bool *value;
	} known[] = {{"help", &f->help}, {"version", &f->version},
	    {"schema", &f->schema}, {"no_stdin", &f->no_stdin},
	    {"keep_going", &f->keep_going}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].value;
	return NULL;
}

/* The text behind the two dashes, as the other kind of name has it. */
static char *
spelled(const char *name, char from, char to)
{
	char *copy = xstrdup(name);

	for (char *c = copy; *c; c++)
		*c = *c == from ? to : *c;
	return copy;
}

static int
unknown_flag(const struct walker *w, const char *name, struct error *e)
{
	static const char *const standard[] = {
	    "help", "version", "schema", "no_stdin", "keep_going", "root"};
	struct nearest best = {.name = name};
	char *typed = spelled(name, '_', '-'), *near;
	const cJSON *p;

	cJSON_ArrayForEach(p, w->properties)
		nearest_offer(&best, p->string);
	cJSON_ArrayForEach(p, w->only_flags)
		nearest_offer(&best, p->string);
	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
		nearest_offer(&best, standard[i]);
	near = best.found ? spelled(best.found, '_', '-') : NULL;
	if (near != NULL)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unknown flag '--%s'; did you mean '--%s'?", typed, near);
	else
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unknown flag '--%s'; --help lists them", typed);
	free(typed);
	free(near);
	return -1;
}

static const cJSON *
property(const struct walker *w, const char *name)
{
	const cJSON *p = json_get(w->properties, name);

	return p ? p : json_get(w->only_flags, name);
}

static bool
is_boolean(const cJSON *p)
{
	return p != NULL && strcmp(type_of(p), "boolean") == 0;
}

/* What takes no value: a boolean, its --no-name, a standard flag. */
static bool
take_switch(struct walker *w, const char *name)
{
	const cJSON *p = property(w, name), *negated = NULL;
	bool *standard = p ? NULL : standard_flag(w->flags, name);

	if (p == NULL && strncmp(name, "no_", 3) == 0)
		negated = property(w, name + 3);
	if (standard != NULL)
		*standard = true;
	else if (is_boolean(p))
		json_set(w->args, p->string, cJSON_CreateTrue());
	else if (is_boolean(negated))
		json_set(w->args, negated->string, cJSON_CreateFalse());
	else
		return false;
	return true;
}

/* Handles the flag at argv[at], without its dashes and what is attached. */
static int
take_named(
    struct walker *w, const char *name, const char *value, struct error *e)
{
	const cJSON *p = property(w, name);
	bool attached = value != NULL;

	if (take_switch(w, name))
		return attached ? error_set(e, ERROR_INVALID_ARGUMENTS,
				      "'%s' takes no value", w->argv[w->at])
				: 0;
	if (p == NULL && strcmp(name, "root") != 0)
		return unknown_flag(w, name, e);
	if (!attached && w->at + 1 == w->argc)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'%s' needs a value", w->argv[w->at]);
	if (!attached)
		value = w->argv[++w->at];
	if (p != NULL)
		return set_value(w->args, p, value, e);
	w->flags->root = value;
	return 0;
}

/* Handles argv[at], which starts with two dashes. */
static int
take_flag(struct walker *w, struct error *e)
{
	const char *typed = w->argv[w->at] + 2, *equals = strchr(typed, '=');
	char *name = spelled(typed, '-', '_');
	int result;

	if (equals != NULL)
		name[equals - typed] = '\0';
	result = take_named(w, name, equals ? equals + 1 : NULL, e);
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
	p = property(w, (*operand)->valuestring);
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
		return each_path(args, from_json, e);
	schema_fill_defaults(parameters, args);
	schema = schema_compile(parameters, e);
	if (schema == NULL)
		return -1;
	result = schema_check(schema, args, e);
	schema_free(schema);
	return result < 0 ? -1 : each_path(args, from_json, e);
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
