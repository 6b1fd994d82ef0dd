/* skipped: how many were passed over, by reason */
#include "contract/skipped.h"
#include "base/json.h"

void
skipped_count(cJSON *details, const char *why)
{
	cJSON *skipped = json_get(details, "skipped");

	if (*why == '\0')
		return;
	if (skipped == NULL)
		skipped = cJSON_AddObjectToObject(details, "skipped");
	json_set(skipped, why, json_new_long(json_long(skipped, why, 0) + 1));
}
