/* stats: sums over the events of sessions */
#include "record/stats.h"
#include "base/json.h"
#include <math.h>
#include <string.h>

/* Adds a number to a member, exactly where both are integers. */
static void
add_number(cJSON *sums, const char *name, const cJSON *number)
{
	const cJSON *old = json_get(sums, name);
	long a = 0, b;

	if ((old == NULL || json_is_integer(old, &a)) &&
	    json_is_integer(number, &b) && !__builtin_add_overflow(a, b, &a))
		json_set(sums, name, json_new_long(a));
	else /* what is added up keeps no more digits than were logged */
		json_set(sums, name,
		    cJSON_CreateNumber(round(((old ? old->valuedouble : 0) +
						 number->valuedouble) *
					     1e9) /
				       1e9));
}

static void
count(cJSON *sums, const char *name)
{
	json_set(sums, name, json_new_long(json_long(sums, name, 0) + 1));
}

/* Adds the numbers of an object, and of those within it, to sums. */
static void
add_all(cJSON *sums, const cJSON *object)
{
	const cJSON *m;

	cJSON_ArrayForEach(m, object) {
		if (cJSON_IsNumber(m)) {
			add_number(sums, m->string, m);
		} else if (cJSON_IsObject(m)) {
			if (json_get(sums, m->string) == NULL)
				cJSON_AddObjectToObject(sums, m->string);
			add_all(json_get(sums, m->string), m);
		}
	}
}

static cJSON *
new_sums(void)
{
	static const char *const counts[] = {
	    "runs", "unfinished", "turns", "calls", "failed_calls", "errors"};
	static const char *const rest[] = {
	    "helper_tokens", "model_seconds", "helper_seconds"};
	cJSON *sums = cJSON_CreateObject();

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		json_add_long(sums, counts[i], 0);
	cJSON_AddObjectToObject(sums, "usage");
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
		json_add_long(sums, rest[i], 0);
	return sums;
}

static void
add_cost(cJSON *sums, const cJSON *cost)
{
	const char *currency = json_string(cost, "currency");
	const cJSON *amount = json_get(cost, "amount");

	if (!cJSON_IsNumber(amount))
		return;
	if (json_get(sums, "cost") == NULL)
		cJSON_AddObjectToObject(sums, "cost");
	add_number(json_get(sums, "cost"), currency ? currency : "?", amount);
}

static void
add_member(cJSON *sums, const char *sum, const cJSON *event, const char *name)
{
	const cJSON *number = json_get(event, name);

	if (cJSON_IsNumber(number))
		add_number(sums, sum, number);
}

/* open: the runs that have begun and not ended. */
static void
add_run(cJSON *sums, cJSON *open, const cJSON *event, bool ends)
{
	const char *run = json_string(event, "run");

	if (run == NULL)
		return;
	if (ends)
		cJSON_DeleteItemFromObjectCaseSensitive(open, run);
	else if (json_long(event, "turn", 0) == 1) {
		count(sums, "runs");
		json_set(open, run, cJSON_CreateTrue());
	}
}

static void
add_event(cJSON *sums, cJSON *open, const cJSON *event)
{
	const char *type = json_string(event, "type");

	if (type == NULL)
		return;
	if (strcmp(type, "request") == 0) {
		add_run(sums, open, event, false);
	} else if (strcmp(type, "response") == 0) {
		count(sums, "turns");
		add_all(json_get(sums, "usage"), json_get(event, "usage"));
		add_member(sums, "model_seconds", event, "seconds");
		add_cost(sums, json_get(event, "cost"));
	} else if (strcmp(type, "call") == 0) {
		count(sums, "calls");
		if (!json_true(event, "success"))
			count(sums, "failed_calls");
		add_member(sums, "helper_tokens", event, "tokens");
		add_member(sums, "helper_seconds", event, "seconds");
	} else if (strcmp(type, "error") == 0) {
		count(sums, "errors");
	} else if (strcmp(type, "end") == 0) {
		add_run(sums, open, event, true);
	}
}

cJSON *
stats_session(const struct session *s, struct error *e)
{
	cJSON *events = session_read(s, e), *stats, *sums, *open;
	const cJSON *v;

	if (events == NULL)
		return NULL;
	stats = cJSON_CreateObject();
	sums = new_sums();
	open = cJSON_CreateObject();
	cJSON_ArrayForEach(v, events)
		add_event(sums, open, v);
	json_set(sums, "unfinished", json_new_long(cJSON_GetArraySize(open)));
	cJSON_AddStringToObject(stats, "id", s->id);
	if (json_string(events->child, "time") != NULL)
		cJSON_AddItemToObject(
		    stats, "start", json_copy(json_get(events->child, "time")));
	cJSON_ArrayForEach(v, sums)
		cJSON_AddItemToObject(stats, v->string, json_copy(v));
	cJSON_Delete(sums);
	cJSON_Delete(open);
	cJSON_Delete(events);
	return stats;
}

cJSON *
stats_all(const struct strv *ids, struct error *e)
{
	cJSON *all = cJSON_CreateObject(), *one;
	cJSON *list = cJSON_AddArrayToObject(all, "sessions");
	cJSON *total = new_sums();
	struct session s = {0};

	cJSON_AddItemToObject(all, "total", total);
	for (size_t i = 0; i < ids->n; i++) {
		one = session_open(&s, ids->v[i], e) == 0 ? stats_session(&s, e)
							  : NULL;
		session_release(&s);
		if (one == NULL) {
			cJSON_Delete(all);
			return NULL;
		}
		add_all(total, one);
		cJSON_AddItemToArray(list, one);
	}
	return all;
}
