/* history: a run's events in the log, and the conversation back from them */
#include "exchange/history.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/fold.h"
#include "record/logs.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* For a call that a run ended before: an API wants each one answered. */
#define NOT_RUN                                                                \
	"{\"success\":false,\"details\":{\"error\":{\"code\":"                 \
	"\"budget_exceeded\",\"message\":\"the run ended before this call "    \
	"was "                                                                 \
	"answered\"}},\"tokens\":20}"

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

static int
fail_long(const char *id, size_t bytes, struct error *e)
{
	error_set(e, ERROR_TOO_LARGE,
	    "the conversation of session '%s' cannot go on: it holds an answer "
	    "of %zu bytes",
	    id, bytes);
	return error_hint(e, "codex-log show %s has its text", id);
}

/* What had come of an answer that never came whole. */
static int
add_partial(
    struct conversation *c, const char *id, const cJSON *event, struct error *e)
{
	const char *text = json_string(event, "partial");

	if (json_true(event, "cut"))
		return fail_long(id, (size_t)json_long(event, "bytes", 0), e);
	if (json_is(event, "type", "piece"))
		text = json_string(event, "text");
	if (text == NULL || *text == '\0' || json_get(event, "retry_in"))
		return 0;
	if (strlen(text) > HISTORY_LONG)
		return fail_long(id, strlen(text), e);
	conversation_say(c, "assistant", text);
	return 0;
}

/*
 * The items of a run, behind those of the run that it continues, which is
 * looked for before `end` only: so no log can send us round in a circle.
 */
static int
collect(struct conversation *c, const char *id, const cJSON *events,
    const cJSON *end, const char *run, struct error *e)
{
	const char *before;
	const cJSON *item;
	bool first = true;
	long answered = 0; /* the last turn of which the response is there */

	for (const cJSON *v = events->child; v != end; v = v->next) {
		if (!json_is(v, "run", run))
			continue;
		before = json_string(v, "continues");
		if (first && before != NULL &&
		    collect(c, id, events, v, before, e) < 0)
			return -1;
		first = false;
		if (json_long(v, "turn", 0) != answered &&
		    add_partial(c, id, v, e) < 0)
			return -1;
		if (json_is(v, "type", "response"))
			answered = json_long(v, "turn", 0);
		cJSON_ArrayForEach(item, json_get(v, "items"))
			conversation_add(c, json_copy(item));
	}
	return 0;
}

/* The run of the last request, or NULL. Lent from the events. */
static const char *
latest_run(const cJSON *events)
{
	const char *run = NULL;
	const cJSON *v;

	cJSON_ArrayForEach(v, events) {
		if (json_is(v, "type", "request") && json_string(v, "run"))
			run = json_string(v, "run");
	}
	return run;
}

/* The latest conversation of a session; *run (the caller frees) said it. */
static int
restore(const struct session *s, struct conversation *c, char **run,
    struct error *e)
{
	cJSON *events = session_read(s, e);
	const char *latest = latest_run(events);
	int status = -1;

	if (events != NULL)
		fold_pieces(events);
	if (events != NULL && latest == NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "session '%s' holds no conversation to continue", s->id);
	if (latest != NULL) {
		*run = xstrdup(latest);
		status = collect(c, s->id, events, NULL, latest, e);
		conversation_answer_rest(c, NOT_RUN);
	}
	cJSON_Delete(events);
	return status;
}

/* The newest session with a conversation: not each has one. */
static int
open_latest(struct session *s, struct error *e)
{
	struct strv ids = {0};
	cJSON *events;
	bool found = false;

	logs_ids(&ids);
	for (size_t i = ids.n; i-- > 0 && !found;) {
		if (!logs_is_ours(ids.v[i]) ||
		    session_open(s, ids.v[i], NULL) < 0)
			continue;
		events = session_read(s, NULL);
		found = latest_run(events) != NULL;
		cJSON_Delete(events);
		if (!found)
			session_release(s);
	}
	strv_release(&ids);
	if (found)
		return 0;
	error_set(e, ERROR_NOT_FOUND,
	    "no session that was begun here holds a conversation to continue");
	return error_hint(e,
	    "codex-log list shows all of them; --session ID goes on with one");
}

int
history_open(struct history *h, struct session *s, const char *id, bool go_on,
    struct conversation *c, struct error *e)
{
	bool named = id != NULL;

	if (!named)
		id = getenv("CODEX_SESSION");
	if (id == NULL || *id == '\0') {
		if (!go_on)
			return 0;
		id = NULL;
	}
	if ((id ? session_open(s, id, e) : open_latest(s, e)) < 0)
		return -1;
	h->session = s;
	if (!named && !go_on)
		return 0;
	if (restore(s, c, &h->continues, e) == 0) {
		h->logged = conversation_length(c);
		return 0;
	}
	if (go_on || e->code != ERROR_NOT_FOUND)
		return -1;
	error_release(e); /* the session's first conversation */
	return 0;
}

int
history_fork(
    struct history *h, const char *id, struct conversation *c, struct error *e)
{
	struct session s = {0};
	char *run = NULL;
	int status;

	if (session_open(&s, id, e) < 0)
		return -1;
	status = restore(&s, c, &run, e);
	h->forked = xstrdup(s.id);
	free(run);
	session_release(&s);
	return status;
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
