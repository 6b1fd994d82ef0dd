/* arguments_argv: flags and operands, typed by the schema */
#include "base/alloc.h"
#include "base/filename.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/arguments.h"
#include "contract/arguments_paths.h"
#include "text/nearest.h"
#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *
type_of(const cJSON *property)
{
	const char *type = json_string(property, "type");

	return type ? type : "string";
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
	if (!arguments_is_path(property->string) &&
	    utf8_valid(text, strlen(text)) < strlen(text))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "'%s' is no UTF-8, which '%s' must be", text,
		    property->string);
	value = arguments_is_path(property->string) ? typed_path(text)
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

	w.properties = json_get(json_get(entry, "parameters"), "properties");
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
