/* fold: the pieces of an answer become one, or none */
#include "record/fold.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

/* One answer of which there are pieces. */
struct answer {
	char *name; /* run and turn */
	cJSON *first;
	struct buf text;
	long pieces;
	bool whole; /* another event holds it */
};

struct answers {
	struct answer *v;
	size_t n;
};

static char *
name_of(const cJSON *event)
{
	const char *run = json_string(event, "run");

	return xasprintf("%s %ld", run ? run : "", json_long(event, "turn", 0));
}

/* The latest answer of the event's run and turn, or NULL. */
static struct answer *
find(const struct answers *a, const cJSON *event)
{
	char *name = name_of(event);
	struct answer *found = NULL;

	for (size_t i = a->n; i-- > 0 && found == NULL;)
		if (strcmp(a->v[i].name, name) == 0)
			found = &a->v[i];
	free(name);
	return found;
}

static void
collect(struct answers *a, cJSON *events)
{
	struct answer *found;
	cJSON *next;

	for (cJSON *v = events->child; v != NULL; v = next) {
		next = v->next;
		if (!json_is(v, "type", "piece") ||
		    json_string(v, "text") == NULL)
			continue;
		found = find(a, v);
		if (found == NULL) {
			a->v = xreallocarray(a->v, a->n + 1, sizeof(*a->v));
			found = &a->v[a->n++];
			*found =
			    (struct answer){.name = name_of(v), .first = v};
		}
		found->pieces++;
		buf_adds(&found->text, json_string(v, "text"));
		if (v != found->first)
			cJSON_Delete(cJSON_DetachItemViaPointer(events, v));
	}
}

/* Whether an event that is no piece holds all that was said. */
static bool
holds_answer(const cJSON *event)
{
	const char *partial = json_string(event, "partial");

	return (json_is(event, "type", "response") &&
		   !json_true(event, "cut")) ||
	       (partial != NULL && *partial != '\0');
}

static void
look_for_whole(const struct answers *a, const cJSON *events)
{
	struct answer *found;
	const cJSON *v;

	cJSON_ArrayForEach(v, events) {
		found = holds_answer(v) ? find(a, v) : NULL;
		if (found != NULL)
			found->whole = true;
	}
}

/* What chained the first piece to others would not hold for all of them. */
static void
join(struct answer *a)
{
	cJSON_DeleteItemFromObjectCaseSensitive(a->first, "prev");
	cJSON_DeleteItemFromObjectCaseSensitive(a->first, "sum");
	cJSON_DeleteItemFromObjectCaseSensitive(a->first, "text");
	json_add_long(a->first, "pieces", a->pieces);
	cJSON_AddItemToObject(
	    a->first, "text", json_new_string(buf_str(&a->text), a->text.len));
}

void
fold_pieces(cJSON *events)
{
	struct answers a = {0};

	collect(&a, events);
	if (a.n > 0)
		look_for_whole(&a, events);
	for (size_t i = 0; i < a.n; i++) {
		if (a.v[i].whole)
			cJSON_Delete(
			    cJSON_DetachItemViaPointer(events, a.v[i].first));
		else
			join(&a.v[i]);
		free(a.v[i].name);
		buf_release(&a.v[i].text);
	}
	free(a.v);
}
