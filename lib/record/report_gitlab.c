/* report_gitlab: GitLab's code quality report */
#include "base/alloc.h"
#include "base/json.h"
#include "record/report.h"
#include "text/sha256.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

/*
 * The format knows no finding without a path. What has no place in a file is
 * told of the one that ran it, which is where GitLab has it by default.
 */
#define NO_PLACE ".gitlab-ci.yml"

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A print that no other finding has: the n-th of equal ones says so. */
static void
unique_print(void **seen, struct report *r, const struct report_item *i,
    char hex[REPORT_PRINT])
{
	char *mine, **at;

	report_print(r, i, hex);
	for (;;) {
		mine = xstrdup(hex);
		at = tsearch(mine, seen, compare);
		if (at == NULL)
			alloc_failed();
		if (*at == mine)
			return;
		free(mine);
		sha256_hex(hex, strlen(hex), hex);
	}
}

static cJSON *
finding(const struct report_item *i, const char *print)
{
	static const char *const severities[] = {"info", "minor", "major"};
	const char *path = i->path ? i->path : NO_PLACE;
	cJSON *item = cJSON_CreateObject(), *place;
	char *text = report_message(i);

	cJSON_AddStringToObject(item, "description", text);
	cJSON_AddStringToObject(item, "check_name", i->rule);
	cJSON_AddStringToObject(item, "fingerprint", print);
	cJSON_AddStringToObject(item, "severity", severities[i->level]);
	place = cJSON_AddObjectToObject(item, "location");
	cJSON_AddItemToObject(
	    place, "path", json_new_string(path, strlen(path)));
	json_add_long(cJSON_AddObjectToObject(place, "lines"), "begin",
	    i->line ? i->line : 1);
	free(text);
	return item;
}

void
report_gitlab(struct buf *out, struct report *r)
{
	cJSON *list = cJSON_CreateArray();
	char print[REPORT_PRINT];
	void *seen = NULL;

	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].allowed != NULL)
			continue;
		unique_print(&seen, r, &r->v[i], print);
		cJSON_AddItemToArray(list, finding(&r->v[i], print));
	}
	json_print(out, list);
	buf_addc(out, '\n');
	tdestroy(seen, free);
	cJSON_Delete(list);
}
