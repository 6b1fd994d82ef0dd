/* strict: the form of a JSON Schema to which an API can hold a model */
#include "exchange/strict.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What an API of this kind puts up with. */
#define PROPERTIES_MAX 5000
#define LEVELS_MAX     10
#define TEXT_MAX       120000 /* characters of names and values */
#define VALUES_MAX     1000   /* of all enums */
#define LONG_ENUM      250    /* values of one, of which more are counted */
#define LONG_ENUM_TEXT 15000

struct counts {
	size_t properties, text, values;
};

static const char *const known[] = {"$defs", "$ref", "additionalProperties",
    "anyOf", "const", "description", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maximum", "minItems",
    "minimum", "multipleOf", "pattern", "properties", "required", "title",
    "type", NULL};
/* They say nothing about what matches, and are left out. */
static const char *const notes[] = {"$comment", "$id", "$schema", "default",
    "deprecated", "examples", "readOnly", "writeOnly", NULL};
static const char *const formats[] = {"date", "date-time", "duration", "email",
    "hostname", "ipv4", "ipv6", "time", "uuid", NULL};

static bool
is_one_of(const char *const names[], const char *name)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool
has_type(const cJSON *schema, const char *name)
{
	const cJSON *type = json_get(schema, "type");

	if (cJSON_IsString(type))
		return strcmp(type->valuestring, name) == 0;
	return json_holds(type, name);
}

/* "#/a/b" in the whole schema, or NULL. */
static const cJSON *
resolve(const cJSON *root, const char *ref)
{
	char *name;
	size_t len, n;

	if (*ref++ != '#')
		return NULL;
	while (root != NULL && *ref == '/') {
		len = strcspn(++ref, "/");
		name = xcalloc(1, len + 1);
		n = 0;
		for (size_t i = 0; i < len; i++) {
			name[n] = ref[i];
			if (ref[i] == '~' && i + 1 < len)
				name[n] = ref[++i] == '1' ? '/' : '~';
			n++;
		}
		root = json_get(root, name);
		free(name);
		ref += len;
	}
	return *ref == '\0' ? root : NULL;
}

static bool
holds_null(const cJSON *array)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, array) {
		if (cJSON_IsNull(item))
			return true;
	}
	return false;
}

/* Whether null itself matches; depth ends loops that are none of ours. */
static bool
takes_null(const cJSON *root, const cJSON *schema, int depth)
{
	const cJSON *branches = json_get(schema, "anyOf"), *s;
	const char *ref = json_string(schema, "$ref");
	bool taken = branches == NULL;

	if (json_get(schema, "type") != NULL && !has_type(schema, "null"))
		return false;
	if (json_get(schema, "enum") && !holds_null(json_get(schema, "enum")))
		return false;
	if (json_get(schema, "const") &&
	    !cJSON_IsNull(json_get(schema, "const")))
		return false;
	if (ref != NULL &&
	    (depth == 0 || !takes_null(root, resolve(root, ref), depth - 1)))
		return false;
	cJSON_ArrayForEach(s, branches) {
		taken = taken || (depth > 0 && takes_null(root, s, depth - 1));
	}
	return taken && !cJSON_IsFalse(schema);
}

/* The strict form */

static bool
count_enum(struct counts *c, const cJSON *values)
{
	size_t n = 0, text = 0;
	const cJSON *v;

	cJSON_ArrayForEach(v, values) {
		n++;
		text += cJSON_IsString(v) ? strlen(v->valuestring) : 0;
	}
	c->values += n;
	c->text += text;
	return n <= LONG_ENUM || text <= LONG_ENUM_TEXT;
}

/* A property that may be missing, as one that may be null. */
static cJSON *
or_null(cJSON *schema)
{
	cJSON *type = json_get(schema, "type"), *types, *either, *branch;

	if (type != NULL && json_get(schema, "enum") == NULL &&
	    json_get(schema, "const") == NULL) {
		types = cJSON_CreateArray();
		if (cJSON_IsString(type))
			cJSON_AddItemToArray(types, json_copy(type));
		else
			for (type = type->child; type; type = type->next)
				cJSON_AddItemToArray(types, json_copy(type));
		cJSON_AddItemToArray(types, cJSON_CreateString("null"));
		json_set(schema, "type", types);
		return schema;
	}
	either = cJSON_CreateObject();
	branch = cJSON_AddArrayToObject(either, "anyOf");
	cJSON_AddItemToArray(branch, schema);
	schema = cJSON_CreateObject();
	cJSON_AddStringToObject(schema, "type", "null");
	cJSON_AddItemToArray(branch, schema);
	return either;
}

struct form {
	const cJSON *root;
	struct counts counts;
};

static cJSON *form_of(struct form *f, const cJSON *schema, int level);

/* Each in its form, in an array or object like theirs; NULL if one fails. */
static cJSON *
forms_of(struct form *f, const cJSON *schemas, int level)
{
	cJSON *all =
	    cJSON_IsArray(schemas) ? cJSON_CreateArray() : cJSON_CreateObject();
	const cJSON *s;
	cJSON *one;

	cJSON_ArrayForEach(s, schemas) {
		one = form_of(f, s, level);
		if (one == NULL) {
			cJSON_Delete(all);
			return NULL;
		}
		if (cJSON_IsArray(schemas))
			cJSON_AddItemToArray(all, one);
		else
			cJSON_AddItemToObject(all, s->string, one);
	}
	return all;
}

/* All properties, required; those that were not may be null. */
static bool
close_object(struct form *f, const cJSON *schema, cJSON *out)
{
	const cJSON *properties = json_get(schema, "properties"), *p;
	const cJSON *open = json_get(schema, "additionalProperties");
	const cJSON *required = json_get(schema, "required"), *name;
	cJSON *names = cJSON_CreateArray(),
	      *formed = json_get(out, "properties");

	json_set(out, "additionalProperties", cJSON_CreateFalse());
	json_set(out, "required", names);
	cJSON_ArrayForEach(p, properties) {
		f->counts.properties++;
		f->counts.text += strlen(p->string);
		cJSON_AddItemToArray(
		    names, json_new_string(p->string, strlen(p->string)));
		if (!json_holds(required, p->string) &&
		    !takes_null(f->root, p, LEVELS_MAX))
			json_set(formed, p->string,
			    or_null(json_copy(json_get(formed, p->string))));
	}
	cJSON_ArrayForEach(name, required) {
		if (json_get(properties, name->valuestring) == NULL)
			return false; /* any value would do for it */
	}
	/* what was meant to hold any names cannot be closed */
	return open != NULL ? cJSON_IsFalse(open)
			    : cJSON_GetArraySize(properties) > 0;
}

static bool
is_said(const cJSON *schema)
{
	static const char *const enough[] = {
	    "$ref", "anyOf", "const", "enum", "type", NULL};
	const cJSON *m;

	cJSON_ArrayForEach(m, schema) {
		if (is_one_of(enough, m->string))
			return true;
	}
	return false;
}

/* A keyword's value in the strict form; NULL when it has none. */
static cJSON *
member_of(struct form *f, const cJSON *m, int level)
{
	if (!is_one_of(known, m->string) ||
	    (strcmp(m->string, "format") == 0 &&
		!(cJSON_IsString(m) && is_one_of(formats, m->valuestring))) ||
	    (strcmp(m->string, "enum") == 0 && !count_enum(&f->counts, m)))
		return NULL;
	if (strcmp(m->string, "const") == 0 && cJSON_IsString(m))
		f->counts.text += strlen(m->valuestring);
	if (strcmp(m->string, "properties") == 0 ||
	    strcmp(m->string, "$defs") == 0)
		return forms_of(f, m, level + 1);
	if (strcmp(m->string, "anyOf") == 0)
		return forms_of(f, m, level);
	if (strcmp(m->string, "items") == 0)
		return form_of(f, m, level + 1);
	return json_copy(m);
}

/* A reference stands alone: notes beside it go, anything else is too much. */
static bool
is_bare_ref(const cJSON *out)
{
	const cJSON *m;

	cJSON_ArrayForEach(m, out) {
		if (strcmp(m->string, "$ref") != 0 &&
		    strcmp(m->string, "description") != 0 &&
		    strcmp(m->string, "title") != 0)
			return false;
	}
	return true;
}

static bool
fill(struct form *f, const cJSON *schema, int level, cJSON *out)
{
	const cJSON *m;
	cJSON *value;

	cJSON_ArrayForEach(m, schema) {
		if (is_one_of(notes, m->string) ||
		    strncmp(m->string, "x-", 2) == 0)
			continue;
		value = member_of(f, m, level);
		if (value == NULL)
			return false;
		cJSON_AddItemToObject(out, m->string, value);
	}
	if (json_string(out, "$ref") != NULL) {
		if (!is_bare_ref(out) ||
		    resolve(f->root, json_string(out, "$ref")) == NULL)
			return false;
		cJSON_DeleteItemFromObjectCaseSensitive(out, "description");
		cJSON_DeleteItemFromObjectCaseSensitive(out, "title");
	}
	if (has_type(schema, "object") || json_get(schema, "properties"))
		return close_object(f, schema, out);
	return is_said(schema);
}

static cJSON *
form_of(struct form *f, const cJSON *schema, int level)
{
	cJSON *out = cJSON_CreateObject();

	if (cJSON_IsObject(schema) && level <= LEVELS_MAX &&
	    fill(f, schema, level, out))
		return out;
	cJSON_Delete(out);
	return NULL;
}

cJSON *
strict_form(const cJSON *schema)
{
	const char *type = json_string(schema, "type");
	struct form f = {.root = schema};
	cJSON *out;

	if (type == NULL || strcmp(type, "object") != 0 ||
	    json_get(schema, "anyOf") != NULL)
		return NULL;
	out = form_of(&f, schema, 0);
	if (f.counts.properties <= PROPERTIES_MAX &&
	    f.counts.text <= TEXT_MAX && f.counts.values <= VALUES_MAX)
		return out;
	cJSON_Delete(out);
	return NULL;
}

/* The way back */

static long drop(const cJSON *root, const cJSON *schema, cJSON *v, int depth);

static long
drop_members(const cJSON *root, const cJSON *schema, cJSON *v, int depth)
{
	const cJSON *required = json_get(schema, "required"), *p;
	cJSON *member;
	long n = 0;

	cJSON_ArrayForEach(p, json_get(schema, "properties")) {
		member = json_get(v, p->string);
		if (cJSON_IsNull(member) && !json_holds(required, p->string) &&
		    !takes_null(root, p, LEVELS_MAX)) {
			cJSON_DeleteItemFromObjectCaseSensitive(v, p->string);
			n++;
		} else if (member != NULL) {
			n += drop(root, p, member, depth);
		}
	}
	return n;
}

static long
drop(const cJSON *root, const cJSON *schema, cJSON *v, int depth)
{
	const char *ref = json_string(schema, "$ref");
	const cJSON *s;
	cJSON *item;
	long n = 0;

	if (depth == 0 || schema == NULL)
		return 0;
	if (ref != NULL)
		n += drop(root, resolve(root, ref), v, depth - 1);
	cJSON_ArrayForEach(s, json_get(schema, "anyOf")) {
		n += drop(root, s, v, depth - 1);
	}
	if (cJSON_IsObject(v))
		n += drop_members(root, schema, v, depth - 1);
	if (cJSON_IsArray(v) && json_get(schema, "items")) {
		cJSON_ArrayForEach(item, v) {
			n += drop(
			    root, json_get(schema, "items"), item, depth - 1);
		}
	}
	return n;
}

long
strict_drop_nulls(const cJSON *schema, cJSON *answer)
{
	return drop(schema, schema, answer, 128);
}
