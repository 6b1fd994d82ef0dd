/* findings: what a judged diff is found to do */
#include "base/alloc.h"
#include "base/json.h"
#include "record/policy.h"
#include <stdlib.h>

void
findings_release(struct findings *found)
{
	for (size_t i = 0; i < found->n; i++) {
		free(found->v[i].path);
		free(found->v[i].message);
		free(found->v[i].allowed);
	}
	free(found->v);
	*found = (struct findings){0};
}

cJSON *
findings_json(const struct findings *found)
{
	cJSON *list = cJSON_CreateArray(), *item;

	for (size_t i = 0; i < found->n; i++) {
		const struct finding *f = &found->v[i];

		item = cJSON_CreateObject();
		json_add_path(item, "path", f->path);
		if (f->line > 0)
			json_add_long(item, "line", f->line);
		cJSON_AddStringToObject(item, "rule", f->rule);
		cJSON_AddStringToObject(
		    item, "level", policy_level_name(f->level));
		cJSON_AddStringToObject(item, "message", f->message);
		if (f->hint != NULL)
			cJSON_AddStringToObject(item, "hint", f->hint);
		if (f->allowed != NULL)
			cJSON_AddStringToObject(item, "allowed", f->allowed);
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

size_t
findings_count(const struct findings *found, enum policy_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		n += found->v[i].level == level && found->v[i].allowed == NULL;
	return n;
}
