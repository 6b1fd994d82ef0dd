/* history: a run's events in its session's log */
#include "exchange/history.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void
history_begin(struct history *h)
{
	uint64_t random = 0;

	*h = (struct history){0};
	if (getrandom(&random, sizeof(random), 0) < 0)
		random = (uint64_t)time(NULL);
	snprintf(h->run, sizeof(h->run), "%016llx", (unsigned long long)random);
}

void
history_release(struct history *h)
{
	free(h->continues);
	free(h->forked);
	pieces_release(&h->pieces);
	*h = (struct history){0};
}

static cJSON *
new_event(const struct history *h, const char *type)
{
	cJSON *event = cJSON_CreateObject();

	cJSON_AddStringToObject(event, "type", type);
	cJSON_AddStringToObject(event, "run", h->run);
	if (h->turn > 0)
		json_add_long(event, "turn", h->turn);
	return event;
}

static void
add_copy(cJSON *event, const char *name, const cJSON *value)
{
	if (value != NULL)
		cJSON_AddItemToObject(event, name, json_copy(value));
}

static void
add_string(cJSON *event, const char *name, const char *value)
{
	if (value != NULL)
		cJSON_AddStringToObject(event, name, value);
}

static void
add_names(cJSON *event, const cJSON *tools)
{
	cJSON *names = cJSON_AddArrayToObject(event, "tools");
	const cJSON *tool;

	cJSON_ArrayForEach(tool, tools)
		cJSON_AddItemToArray(names, json_copy(json_get(tool, "name")));
}

/* Whether anybody wants to hear of it. */
static bool
is_told(const struct history *h)
{
	return h->session != NULL || h->hooks != NULL;
}

/*
 * Logs the event (taken), and then tells the hook of it. The end is on disk
 * before anything is handed on, and all before it with it.
 */
static int
tell(struct history *h, enum hook which, cJSON *event, struct error *e)
{
	bool heard = h->hooks != NULL && h->hooks->there[which];
	cJSON *copy = heard ? json_copy(event) : NULL; /* it may be long */
	int status = 0;

	if (h->session != NULL)
		status = session_note(h->session, event, e);
	else
		cJSON_Delete(event);
	if (h->session != NULL && status == 0 && which == HOOK_SESSION_END)
		status = session_settle(h->session, e);
	if (status == 0)
		hooks_run(h->hooks, which, h->session, copy, NULL);
	cJSON_Delete(copy);
	return status;
}

int
history_create(struct history *h, struct session *s, struct error *e)
{
	cJSON *event;

	if (s != NULL && h->session == NULL && session_create(s, e) < 0)
		return -1;
	h->session = s;
	h->begun = true;
	event = new_event(h, "start");
	add_string(event, "continues", h->continues);
	add_string(event, "forked_from", h->forked);
	hooks_run(h->hooks, HOOK_SESSION_START, s, event, NULL);
	cJSON_Delete(event);
	return 0;
}

int
history_request(struct history *h, const struct dialect *d, const struct ask *a,
    struct error *e)
{
	cJSON *event;
	int status;

	h->turn++;
	pieces_begin(&h->pieces, h->session, h->run, h->turn);
	if (!is_told(h))
		return 0;
	event = new_event(h, "request");
	if (h->turn == 1) {
		add_string(event, "continues", h->continues);
		add_string(event, "forked_from", h->forked);
	}
	add_string(event, "api", d->name);
	add_string(event, "model", a->model);
	cJSON_AddBoolToObject(event, "stream", a->stream);
	add_names(event, a->tools);
	add_copy(event, "options", a->options);
	cJSON_AddItemToObject(
	    event, "items", conversation_since(a->conversation, h->logged));
	status = hooks_run(h->hooks, HOOK_BEFORE_REQUEST, h->session, event, e);
	if (status == 0) /* the answer's are added by whoever got it */
		h->logged = conversation_length(a->conversation);
	if (status == 0 && h->session != NULL)
		return session_note(h->session, event, e);
	cJSON_Delete(event);
	return status;
}

int
history_drop(struct history *h, cJSON *dropped, long limit, struct error *e)
{
	cJSON *event = new_event(h, "drop");

	json_set(event, "turn", json_new_long(h->turn + 1));
	json_add_long(event, "limit", limit);
	cJSON_AddItemToObject(event, "dropped", dropped);
	if (h->session != NULL)
		return session_note(h->session, event, e);
	cJSON_Delete(event);
	return 0;
}

int
history_response(struct history *h, const struct turn *t, double seconds,
    const cJSON *cost, struct error *e)
{
	cJSON *event;

	h->logged += (size_t)cJSON_GetArraySize(t->items);
	if (t->cut && pieces_end(&h->pieces, true, e) < 0)
		return -1;
	pieces_begin(&h->pieces, NULL, NULL, 0);
	if (!is_told(h))
		return 0;
	event = new_event(h, "response");
	add_string(event, "id", t->id);
	add_string(event, "model", t->model);
	add_string(event, "finish_reason", t->finish);
	add_copy(event, "usage", t->usage);
	add_copy(event, "cost", cost);
	if (t->cut) {
		cJSON_AddTrueToObject(event, "cut");
		json_add_long(event, "bytes", (long)t->said);
	}
	cJSON_AddNumberToObject(
	    event, "seconds", (double)(long)(seconds * 1000) / 1000);
	add_copy(event, "items", t->items);
	return tell(h, HOOK_AFTER_RESPONSE, event, e);
}

int
history_error(struct history *h, const struct error *failure, double wait,
    const char *partial, struct error *e)
{
	cJSON *event;

	if (h->session == NULL)
		return 0;
	if (pieces_end(&h->pieces, false, e) < 0)
		return -1;
	event = new_event(h, "error");
	add_string(event, "code", error_name(failure->code));
	add_string(event, "message", failure->message);
	if (wait >= 0)
		cJSON_AddNumberToObject(
		    event, "retry_in", (double)(long)(wait * 1000) / 1000);
	if (partial != NULL && *partial != '\0')
		add_string(event, "partial", partial);
	return session_note(h->session, event, e);
}

int
history_end(struct history *h, const struct conversation *c, int status,
    const cJSON *details, struct error *e)
{
	static const char *const kept[] = {
	    "error", "finish_reason", "turns", "usage", "cost", "partial"};
	cJSON *event;

	if (!is_told(h) || !h->begun || h->ended)
		return 0;
	h->ended = true;
	if (pieces_end(&h->pieces, false, e) < 0)
		return -1;
	event = new_event(h, "end");
	json_add_long(event, "status", status);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		add_copy(event, kept[i], json_get(details, kept[i]));
	if (h->turn > 0 && h->logged < conversation_length(c))
		cJSON_AddItemToObject(
		    event, "items", conversation_since(c, h->logged));
	h->logged = conversation_length(c);
	return tell(h, HOOK_SESSION_END, event, e);
}
