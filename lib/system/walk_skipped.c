/* walk_skipped: counts of what was passed over, by reason */
#include "base/json.h"
#include "system/walk.h"
#include <string.h>

static const char *const reasons[] = {[WALK_BINARY] = "binary",
    [WALK_TOO_LARGE] = "too_large",
    [WALK_UNREADABLE] = "unreadable",
    [WALK_SPECIAL] = "special",
    [WALK_TOO_DEEP] = "too_deep"};

void
walk_skip(struct walk_skipped *s, const char *why)
{
	for (size_t i = 0; i < WALK_REASONS; i++)
		s->n[i] += strcmp(why, reasons[i]) == 0;
}

void
walk_skipped_add(struct walk_skipped *s, const struct walk_skipped *more)
{
	for (size_t i = 0; i < WALK_REASONS; i++)
		s->n[i] += more->n[i];
}

void
walk_skipped_tell(const struct walk_skipped *s, cJSON *details)
{
	cJSON *skipped = NULL;

	for (size_t i = 0; i < WALK_REASONS; i++) {
		if (s->n[i] == 0)
			continue;
		if (skipped == NULL)
			skipped = cJSON_AddObjectToObject(details, "skipped");
		json_add_long(skipped, reasons[i], (long)s->n[i]);
	}
}
