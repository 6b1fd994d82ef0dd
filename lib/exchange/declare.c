/* declare: functions as the API declares them to a model */
#include "exchange/declare.h"
#include "base/json.h"
#include <string.h>

static void add_type(struct buf *out, const cJSON *schema, size_t indent);

/* What is nested is not explained: the API leaves that out. */
static void
add_properties(struct buf *out, const cJSON *object, size_t indent)
{
	const cJSON *required = json_get(object, "required"), *p;
	const cJSON *all = json_get(object, "properties");
	const char *about;

	cJSON_ArrayForEach(p, all) {
		about = indent < 2 ? json_string(p, "description") : NULL;
		if (about != NULL)
			buf_addf(out, "%*s// %s\n", (int)indent, "", about);
		buf_addf(out, "%*s%s%s: ", (int)indent, "", p->string,
		    json_holds(required, p->string) ? "" : "?");
		add_type(out, p, indent);
		buf_adds(out, ",\n");
	}
	if (cJSON_GetArraySize(all) == 0)
		buf_addc(out, '\n');
}

static void
add_named(struct buf *out, const char *type, const cJSON *schema, size_t indent)
{
	if (strcmp(type, "object") == 0) {
		buf_adds(out, "{\n");
		add_properties(out, schema, indent + 2);
		buf_addc(out, '}');
	} else if (strcmp(type, "array") == 0) {
		add_type(out, json_get(schema, "items"), indent);
		buf_adds(out, "[]");
	} else {
		buf_adds(out, strcmp(type, "integer") == 0 ? "number" : type);
	}
}

/* One of several: a value, a type's name, or a schema. */
static void
add_choice(struct buf *out, const cJSON *one, const cJSON *schema,
    const char *keyword, size_t indent)
{
	if (strcmp(keyword, "anyOf") == 0)
		add_type(out, one, indent);
	else if (strcmp(keyword, "type") == 0 && cJSON_IsString(one))
		add_named(out, one->valuestring, schema, indent);
	else
		json_print(out, one);
}

static void
add_type(struct buf *out, const cJSON *schema, size_t indent)
{
	static const char *const choices[] = {"anyOf", "enum", "type"};
	const char *type = json_string(schema, "type");
	const cJSON *list, *one;

	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		list = json_get(schema, choices[i]);
		if (!cJSON_IsArray(list))
			continue;
		cJSON_ArrayForEach(one, list) {
			if (one != list->child)
				buf_adds(out, " | ");
			add_choice(out, one, schema, choices[i], indent);
		}
		return;
	}
	if (type != NULL)
		add_named(out, type, schema, indent);
	else
		buf_adds(out, "any");
}

void
declare(struct buf *out, const cJSON *functions)
{
	const cJSON *f, *parameters, *properties;

	buf_adds(out, "namespace functions {\n\n");
	cJSON_ArrayForEach(f, functions) {
		parameters = json_get(f, "parameters");
		properties = json_get(parameters, "properties");
		if (json_string(f, "description") != NULL)
			buf_addf(out, "// %s\n", json_string(f, "description"));
		buf_addf(out, "type %s = (", json_string(f, "name"));
		if (cJSON_GetArraySize(properties) > 0) {
			buf_adds(out, "_: {\n");
			add_properties(out, parameters, 0);
			buf_addc(out, '}');
		}
		buf_adds(out, ") => any;\n\n");
	}
	buf_adds(out, "} // namespace functions");
}
