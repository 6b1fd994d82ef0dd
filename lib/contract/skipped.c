/* skipped: how many were passed over, by reason */
#include "contract/skipped.h"
#include "base/json.h"

void
skipped_add(cJSON *details, const char *why, long n)
{
	cJSON *skipped = json_get(details, "skipped");

	if (n == 0 || *why == '\0')
		return;
	if (skipped == NULL)
		skipped = cJSON_AddObjectToObject(details, "skipped");
	json_set(skipped, why, json_new_long(json_long(skipped, why, 0) + n));
}

void
skipped_count(cJSON *details, const char *why)
{
	skipped_add(details, why, 1);
}
