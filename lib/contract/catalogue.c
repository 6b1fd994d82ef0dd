/* catalogue: a manifest as people and APIs want to see it */
#include "contract/catalogue.h"
#include "base/json.h"
#include <string.h>

/* The description's first sentence. */
static cJSON *
first_sentence(const cJSON *entry)
{
	const char *text = json_string(entry, "description");
	const char *end = strstr(text, ". ");

	return json_new_string(
	    text, end ? (size_t)(end + 1 - text) : strlen(text));
}

cJSON *
catalogue_list(const struct manifest *m)
{
	cJSON *list = cJSON_CreateObject(), *item;
	cJSON *helpers = cJSON_AddArrayToObject(list, "helpers");
	const cJSON *entry, *grants;

	cJSON_ArrayForEach(entry, m->entries) {
		item = cJSON_CreateObject();
		grants = json_get(entry, "x-grants");
		cJSON_AddStringToObject(
		    item, "name", json_string(entry, "name"));
		cJSON_AddItemToObject(
		    item, "description", first_sentence(entry));
		cJSON_AddItemToObject(item, "grants",
		    grants ? json_copy(grants) : cJSON_CreateNull());
		cJSON_AddItemToArray(helpers, item);
	}
	return list;
}

cJSON *
catalogue_for_api(const struct manifest *m, const char *name, struct error *e)
{
	static const char *const names[] = {
	    [API_RESPONSES] = "responses",
	    [API_CHAT] = "chat",
	    [API_FUNCTIONS] = "functions",
	};
	cJSON *array;
	const cJSON *entry;
	int api = 0;

	while (api < 3 && strcmp(names[api], name) != 0)
		api++;
	if (api == 3) {
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "no API '%s'; it is responses, chat or functions", name);
		return NULL;
	}
	array = cJSON_CreateArray();
	cJSON_ArrayForEach(entry, m->entries)
		cJSON_AddItemToArray(
		    array, manifest_for_api(entry, (enum manifest_api)api));
	return array;
}
