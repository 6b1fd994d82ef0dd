/* dialect: what the requests of both APIs have in common */
#include "exchange/dialect.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

const struct dialect *
dialect_by_name(const char *name)
{
	static const struct dialect *const all[] = {
	    &dialect_responses, &dialect_chat};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

/* Members of `over` replace those of `body`; objects are merged. */
static void
merge(cJSON *body, const cJSON *over)
{
	const cJSON *member;
	cJSON *old;

	cJSON_ArrayForEach(member, over) {
		old = json_get(body, member->string);
		if (cJSON_IsObject(old) && cJSON_IsObject(member))
			merge(old, member);
		else
			json_set(body, member->string, json_copy(member));
	}
}

cJSON *
dialect_request(const struct dialect *d, const struct ask *a)
{
	cJSON *body = d->request(a);

	merge(body, a->options);
	return body;
}

static void
set_option(cJSON *options, const char *name, cJSON *value)
{
	const char *dot = strchr(name, '.');
	char *first;
	cJSON *inner;

	if (dot == NULL) {
		json_set(options, name, value);
		return;
	}
	first = xstrndup(name, (size_t)(dot - name));
	inner = json_get(options, first);
	if (!cJSON_IsObject(inner)) {
		inner = cJSON_CreateObject();
		json_set(options, first, inner);
	}
	set_option(inner, dot + 1, value);
	free(first);
}

static int
add_option(cJSON *options, const char *word, struct error *e)
{
	static const char *const ours[] = {
	    "input", "messages", "model", "stream", "tools"};
	const char *equals = strchr(word, '=');
	struct error ignored = {0};
	cJSON *value;
	char *name;

	if (equals == NULL || equals == word)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "-o takes KEY=VALUE, not '%s'", word);
	name = xstrndup(word, (size_t)(equals - word));
	value = json_parse(equals + 1, strlen(equals + 1), &ignored);
	if (value == NULL)
		value = json_new_string(equals + 1, strlen(equals + 1));
	set_option(options, name, value);
	error_release(&ignored);
	free(name);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (json_get(options, ours[i]) != NULL)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "-o cannot set '%s': there are other flags for it",
			    ours[i]);
	return 0;
}

cJSON *
dialect_options(const struct strv *words, struct error *e)
{
	cJSON *options = cJSON_CreateObject();

	for (size_t i = 0; i < words->n; i++)
		if (add_option(options, words->v[i], e) < 0) {
			cJSON_Delete(options);
			return NULL;
		}
	return options;
}

cJSON *
dialect_tools(const struct ask *a, enum manifest_api api)
{
	cJSON *tools;
	const cJSON *entry;

	if (cJSON_GetArraySize(a->tools) == 0)
		return NULL;
	tools = cJSON_CreateArray();
	cJSON_ArrayForEach(entry, a->tools) {
		cJSON_AddItemToArray(tools, manifest_for_api(entry, api));
	}
	return tools;
}

cJSON *
dialect_format(const struct ask *a)
{
	cJSON *format = cJSON_CreateObject();

	cJSON_AddStringToObject(format, "name", a->schema_name);
	cJSON_AddBoolToObject(format, "strict", a->schema_strict);
	cJSON_AddItemToObject(format, "schema", json_copy(a->schema));
	return format;
}
