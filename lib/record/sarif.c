/* sarif: the texts and the rules of a SARIF log */
#include "record/sarif.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

void
sarif_string(cJSON *object, const char *name, const char *text, size_t most)
{
	size_t len = strlen(text);

	cJSON_AddItemToObject(object, name,
	    json_new_string(
		text, len > most ? utf8_cut(text, len, most) : len));
}

void
sarif_message(cJSON *object, const char *name, const char *text, size_t most)
{
	cJSON *message = cJSON_AddObjectToObject(object, name);
	struct buf b = {0};

	for (; *text != '\0'; text++) {
		if (text[0] == ']' && text[1] == '(')
			buf_addc(&b, '\\');
		buf_addc(&b, *text);
	}
	sarif_string(message, "text", buf_str(&b), most);
	buf_release(&b);
}

struct rule {
	const char *id; /* lent */
	long index;
};

static int
by_id(const void *a, const void *b)
{
	return strcmp(
	    ((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

/* What GitHub sorts and filters alerts by. */
static void
add_properties(cJSON *rule, const struct report *r, const struct report_item *i)
{
	static const char *const severities[] = {
	    "recommendation", "warning", "error"};
	static const char *const scores[] = {"2.0", "5.0", "8.0"};
	const char *helper = r->results[i->result].helper;
	cJSON *properties = cJSON_AddObjectToObject(rule, "properties");
	cJSON *tags = cJSON_AddArrayToObject(properties, "tags");

	cJSON_AddStringToObject(
	    properties, "problem.severity", severities[i->level]);
	if (helper != NULL)
		cJSON_AddItemToArray(tags, cJSON_CreateString(helper));
	if (!i->secret)
		return;
	cJSON_AddItemToArray(tags, cJSON_CreateString("security"));
	cJSON_AddStringToObject(
	    properties, "security-severity", scores[i->level]);
}

static void
describe(cJSON *list, const struct report *r, const struct report_item *i)
{
	cJSON *rule = cJSON_CreateObject();

	cJSON_AddItemToArray(list, rule);
	sarif_string(rule, "id", i->rule, SARIF_TEXT);
	sarif_message(rule, "shortDescription", i->rule, 255);
	sarif_message(rule, "fullDescription", i->message, SARIF_TEXT);
	sarif_message(rule, "help", i->hint ? i->hint : i->message, SARIF_TEXT);
	cJSON_AddStringToObject(
	    cJSON_AddObjectToObject(rule, "defaultConfiguration"), "level",
	    report_level_name(i->level));
	add_properties(rule, r, i);
}

long
sarif_rule(struct sarif_rules *rules, const struct report *r,
    const struct report_item *i)
{
	struct rule *rule = xcalloc(1, sizeof(*rule)), **at;

	*rule = (struct rule){i->rule, rules->n};
	at = tsearch(rule, &rules->tree, by_id);
	if (at == NULL)
		alloc_failed();
	if (*at != rule) {
		free(rule);
		return (*at)->index;
	}
	describe(rules->list, r, i);
	return rules->n++;
}

void
sarif_rules_release(struct sarif_rules *rules)
{
	tdestroy(rules->tree, free);
}
