/* report_sarif: SARIF 2.1.0, as GitHub code scanning wants it */
#include "base/alloc.h"
#include "base/json.h"
#include "record/sarif.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA      "https://json.schemastore.org/sarif-2.1.0.json"
#define MAX_RESULTS ((size_t)25000) /* of a run; GitHub refuses more */

/* A path as a relative URI reference (RFC 3986): all but unreserved bytes. */
static char *
uri_of(const char *path)
{
	struct buf b = {0};

	for (; *path != '\0'; path++) {
		if (isalnum((unsigned char)*path) || strchr("-._~/", *path))
			buf_addc(&b, *path);
		else
			buf_addf(&b, "%%%02X", (unsigned char)*path);
	}
	return buf_detach(&b);
}

/* The columns of a region, which the file must be read for. */
static void
add_columns(cJSON *region, struct report *r, const struct report_item *i,
    long first, long last)
{
	const char *start, *end;
	size_t start_len, end_len;
	long column;

	start = source_line(&r->sources, i->path, first, &start_len);
	end = source_line(&r->sources, i->path, last, &end_len);
	if (start == NULL || end == NULL)
		return;
	json_add_long(region, "startColumn",
	    source_utf16(start, start_len, i->column ? i->column : 1));
	column = i->end_column ? i->end_column : (long)end_len + 1;
	if (first == last && column < i->column)
		column = i->column;
	json_add_long(region, "endColumn", source_utf16(end, end_len, column));
}

static void
add_location(cJSON *result, struct report *r, const struct report_item *i)
{
	cJSON *list = cJSON_AddArrayToObject(result, "locations");
	cJSON *location = cJSON_CreateObject(), *place, *region;
	long first = i->line ? i->line : 1, last = i->line ? i->end_line : 1;
	char *uri = uri_of(i->path);

	cJSON_AddItemToArray(list, location);
	place = cJSON_AddObjectToObject(location, "physicalLocation");
	cJSON_AddStringToObject(
	    cJSON_AddObjectToObject(place, "artifactLocation"), "uri", uri);
	region = cJSON_AddObjectToObject(place, "region");
	json_add_long(region, "startLine", first);
	json_add_long(region, "endLine", last);
	add_columns(region, r, i, first, last);
	free(uri);
}

static void
add_print(cJSON *result, struct report *r, const struct report_item *i)
{
	cJSON *prints = cJSON_AddObjectToObject(result, "partialFingerprints");
	char hash[SOURCE_HASH], hex[REPORT_PRINT];

	report_print(r, i, hex);
	if (!source_hash(&r->sources, i->path, i->line, hash))
		memcpy(hash, hex, 16), memcpy(hash + 16, ":1", 3);
	cJSON_AddStringToObject(prints, "primaryLocationLineHash", hash);
	cJSON_AddStringToObject(prints, "codexFinding/v1", hex);
}

static void
add_suppression(cJSON *result, const char *why)
{
	cJSON *list = cJSON_AddArrayToObject(result, "suppressions");
	cJSON *suppression = cJSON_CreateObject();

	cJSON_AddItemToArray(list, suppression);
	cJSON_AddStringToObject(suppression, "kind", "external");
	sarif_string(suppression, "justification", why, SARIF_TEXT);
}

static void
add_result(
    cJSON *results, struct report *r, const struct report_item *i, long rule)
{
	cJSON *result = cJSON_CreateObject();
	char *message = report_message(i);

	cJSON_AddItemToArray(results, result);
	sarif_string(result, "ruleId", i->rule, SARIF_TEXT);
	json_add_long(result, "ruleIndex", rule);
	cJSON_AddStringToObject(result, "level", report_level_name(i->level));
	sarif_message(result, "message", message, SIZE_MAX);
	add_location(result, r, i);
	add_print(result, r, i);
	if (i->allowed != NULL)
		add_suppression(result, i->allowed);
	free(message);
}

static void
add_notification(cJSON *list, enum report_level level, const char *text)
{
	cJSON *notification = cJSON_CreateObject();

	cJSON_AddItemToArray(list, notification);
	cJSON_AddStringToObject(
	    notification, "level", report_level_name(level));
	sarif_message(notification, "message", text, SIZE_MAX);
}

/* What has no place is a word about the run, and says what broke it. */
static void
add_invocation(cJSON *run, const struct report *r, size_t left_out)
{
	cJSON *list = cJSON_AddArrayToObject(run, "invocations");
	cJSON *invocation = cJSON_CreateObject(), *notes;
	bool broken = false;
	char *text;

	cJSON_AddItemToArray(list, invocation);
	for (size_t i = 0; i < r->n; i++)
		broken |= r->v[i].kind == REPORT_BROKEN;
	cJSON_AddBoolToObject(invocation, "executionSuccessful", !broken);
	notes =
	    cJSON_AddArrayToObject(invocation, "toolExecutionNotifications");
	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].path != NULL)
			continue;
		text = report_message(&r->v[i]);
		add_notification(notes, r->v[i].level, text);
		free(text);
	}
	if (left_out == 0)
		return;
	text = xasprintf("%zu findings are left out: a run holds %zu", left_out,
	    MAX_RESULTS);
	add_notification(notes, REPORT_WARNING, text);
	free(text);
}

/* Errors first, so that the limit of a run hits notes. */
static size_t
add_results(cJSON *results, struct sarif_rules *rules, struct report *r)
{
	size_t n = 0, left_out = 0;

	for (int level = REPORT_ERROR; level >= REPORT_NOTE; level--) {
		for (size_t i = 0; i < r->n; i++) {
			if ((int)r->v[i].level != level || !r->v[i].path)
				continue;
			if (++n > MAX_RESULTS)
				left_out++;
			else
				add_result(results, r, &r->v[i],
				    sarif_rule(rules, r, &r->v[i]));
		}
	}
	return left_out;
}

void
report_sarif(struct buf *out, struct report *r)
{
	cJSON *log = cJSON_CreateObject(), *run = cJSON_CreateObject();
	cJSON *driver, *results;
	struct sarif_rules rules = {0};

	cJSON_AddStringToObject(log, "$schema", SCHEMA);
	cJSON_AddStringToObject(log, "version", "2.1.0");
	cJSON_AddItemToArray(cJSON_AddArrayToObject(log, "runs"), run);
	driver = cJSON_AddObjectToObject(
	    cJSON_AddObjectToObject(run, "tool"), "driver");
	cJSON_AddStringToObject(driver, "name", "codex-toolkit");
	cJSON_AddStringToObject(driver, "semanticVersion", VERSION);
	if (*HOMEPAGE != '\0')
		cJSON_AddStringToObject(driver, "informationUri", HOMEPAGE);
	rules.list = cJSON_AddArrayToObject(driver, "rules");
	cJSON_AddStringToObject(run, "columnKind", "utf16CodeUnits");
	results = cJSON_CreateArray();
	add_invocation(run, r, add_results(results, &rules, r));
	cJSON_AddItemToObject(run, "results", results);
	json_print(out, log);
	buf_addc(out, '\n');
	sarif_rules_release(&rules);
	cJSON_Delete(log);
}
