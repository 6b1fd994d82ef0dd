/* structured: an answer that has to match a JSON Schema */
#include "exchange/structured.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA_MAX ((size_t)1 << 20)

/*
 * What an API can hold a model to: every object closed, all its properties
 * required, and none of the keywords that it refuses.
 */
static const char *const known[] = {"$defs", "$id", "$ref", "$schema",
    "additionalProperties", "anyOf", "const", "description", "enum",
    "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems",
    "maximum", "minItems", "minimum", "multipleOf", "pattern", "properties",
    "required", "title", "type", NULL};

static bool
is_known(const char *keyword)
{
	for (size_t i = 0; known[i] != NULL; i++)
		if (strcmp(known[i], keyword) == 0)
			return true;
	return false;
}

static bool
holds(const cJSON *array, const char *name)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, array) {
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, name) == 0)
			return true;
	}
	return false;
}

static bool
is_closed(const cJSON *schema)
{
	const cJSON *property;

	if (!cJSON_IsFalse(json_get(schema, "additionalProperties")))
		return false;
	cJSON_ArrayForEach(property, json_get(schema, "properties")) {
		if (!holds(json_get(schema, "required"), property->string))
			return false;
	}
	return true;
}

static bool qualifies(const cJSON *schema);

static bool
all_qualify(const cJSON *schemas)
{
	const cJSON *s;

	cJSON_ArrayForEach(s, schemas) {
		if (!qualifies(s))
			return false;
	}
	return true;
}

static bool
qualifies(const cJSON *schema)
{
	const char *type = json_string(schema, "type");
	const cJSON *m;

	if (!cJSON_IsObject(schema))
		return false;
	cJSON_ArrayForEach(m, schema) {
		if (!is_known(m->string))
			return false;
	}
	if (((type && strcmp(type, "object") == 0) ||
		holds(json_get(schema, "type"), "object") ||
		json_get(schema, "properties")) &&
	    !is_closed(schema))
		return false;
	return (!json_get(schema, "items") ||
		   qualifies(json_get(schema, "items"))) &&
	       all_qualify(json_get(schema, "properties")) &&
	       all_qualify(json_get(schema, "$defs")) &&
	       all_qualify(json_get(schema, "anyOf"));
}

static bool
root_qualifies(const cJSON *schema)
{
	const char *type = json_string(schema, "type");

	return type != NULL && strcmp(type, "object") == 0 &&
	       json_get(schema, "anyOf") == NULL && qualifies(schema);
}

/* The file's name without folder and ending, in the characters allowed. */
static char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strcspn(base, ".");
	char *name = xstrndup(base, len > 64 ? 64 : len);

	for (char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			*p = '-';
	if (*name != '\0')
		return name;
	free(name);
	return xstrdup("answer");
}

static cJSON *
read_json(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct error inner = {0};
	struct buf text = {0};
	cJSON *json = NULL;

	if (fd < 0 || buf_read(&text, fd, SCHEMA_MAX) < 0)
		error_errno(e, "cannot read the schema '%s'", path);
	else if ((json = json_parse(buf_str(&text), text.len, &inner)) == NULL)
		error_set(
		    e, inner.code, "the schema '%s': %s", path, inner.message);
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	error_release(&inner);
	return json;
}

int
structured_load(struct structured *s, const char *path, struct error *e)
{
	struct error inner = {0};

	*s = (struct structured){.json = read_json(path, e)};
	if (s->json == NULL)
		return -1;
	s->schema = schema_compile(s->json, &inner);
	if (s->schema == NULL) {
		error_set(e, ERROR_INVALID_ARGUMENTS, "the schema '%s': %s",
		    path, inner.message);
		error_release(&inner);
		return -1;
	}
	s->name = name_of(path);
	s->strict = root_qualifies(s->json);
	return 0;
}

void
structured_release(struct structured *s)
{
	if (s->schema != NULL)
		schema_free(s->schema);
	cJSON_Delete(s->json);
	free(s->name);
	*s = (struct structured){0};
}

int
structured_check(
    const struct structured *s, const char *text, size_t len, struct error *e)
{
	struct error inner = {0};
	cJSON *value = json_parse(text, len, &inner);
	int status = 0;

	if (value == NULL)
		error_set(e, ERROR_SCHEMA_MISMATCH, "the answer is no JSON: %s",
		    inner.message);
	else if (schema_check(s->schema, value, &inner) < 0)
		error_set(e, ERROR_SCHEMA_MISMATCH,
		    "the answer does not match the schema: %s", inner.message);
	if (inner.code != ERROR_NONE)
		status = -1;
	error_release(&inner);
	cJSON_Delete(value);
	return status;
}
