/* history_open: the conversation back from a session's log */
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/history.h"
#include "record/fold.h"
#include "record/logs.h"
#include "text/frame.h"
#include <stdlib.h>
#include <string.h>

/* For a call that a run ended before: an API wants each one answered. */
#define NOT_RUN                                                                \
	"{\"success\":false,\"details\":{\"error\":{\"code\":"                 \
	"\"budget_exceeded\",\"message\":\"the run ended before this call "    \
	"was "                                                                 \
	"answered\"}},\"tokens\":20}"

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
	bool joined = false; /* what it continues is there */
	long answered = 0;   /* the last turn of which the response is there */

	for (const cJSON *v = events->child; v != end; v = v->next) {
		if (!json_is(v, "run", run))
			continue;
		before = json_string(v, "continues");
		if (!joined && before != NULL &&
		    collect(c, id, events, v, before, e) < 0)
			return -1;
		joined = joined || before != NULL;
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

/* Where a conversation goes on: lent from the events. */
struct latest {
	const char *run;     /* of the last request, or NULL */
	const char *summary; /* that came since; "" is none */
};

static struct latest
find_latest(const cJSON *events)
{
	struct latest l = {0};
	const cJSON *v;

	cJSON_ArrayForEach(v, events) {
		if (json_is(v, "type", "request") && json_string(v, "run"))
			l = (struct latest){.run = json_string(v, "run")};
		else if (json_is(v, "type", "summary"))
			l = (struct latest){.summary = json_string(v, "text")};
	}
	if (l.summary != NULL && *l.summary == '\0')
		l.summary = NULL;
	return l;
}

static void
add_summary(struct conversation *c, const char *summary)
{
	struct buf text = {0};

	frame(&text, "Summary of an earlier session", summary, strlen(summary));
	conversation_say(c, "user", buf_str(&text));
	buf_release(&text);
}

/* What the answers in a session have cost, as far as a server told. */
static long
sum_tokens(const cJSON *events)
{
	const cJSON *v, *usage;
	long n = 0;

	cJSON_ArrayForEach(v, events) {
		usage = json_is(v, "type", "response") ? json_get(v, "usage")
						       : NULL;
		n += json_long(usage, "total_tokens",
		    json_long(usage, "input_tokens", 0) +
			json_long(usage, "output_tokens", 0));
	}
	return n;
}

/* The latest conversation of a session, or what it begins with. */
static int
restore(struct history *h, const struct session *s, struct conversation *c,
    struct error *e)
{
	cJSON *events = session_read(s, e);
	struct latest l = find_latest(events);
	int status = 0;

	if (events == NULL)
		return -1;
	h->spent = sum_tokens(events);
	if (l.run != NULL) {
		fold_pieces(events);
		h->continues = xstrdup(l.run);
		status = collect(c, s->id, events, NULL, l.run, e);
		conversation_answer_rest(c, NOT_RUN);
		h->logged = conversation_length(c);
	} else if (l.summary != NULL) {
		add_summary(c, l.summary);
	} else {
		status = error_set(e, ERROR_NOT_FOUND,
		    "session '%s' holds no conversation to continue", s->id);
	}
	cJSON_Delete(events);
	return status;
}

/* The newest session with a conversation: not each has one. */
static int
open_latest(struct session *s, struct error *e)
{
	struct strv ids = {0};
	struct latest l;
	cJSON *events;
	bool found = false;

	logs_ids(&ids);
	for (size_t i = ids.n; i-- > 0 && !found;) {
		if (!logs_is_ours(ids.v[i]) ||
		    session_open(s, ids.v[i], NULL) < 0)
			continue;
		events = session_read(s, NULL);
		l = find_latest(events);
		found = l.run != NULL || l.summary != NULL;
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
	cJSON *events;

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
	if (!named && !go_on) {
		events = session_read(s, NULL);
		h->spent = sum_tokens(events);
		cJSON_Delete(events);
		return 0;
	}
	if (restore(h, s, c, e) == 0)
		return 0;
	if (go_on || e->code != ERROR_NOT_FOUND)
		return -1;
	error_release(e); /* the session's first conversation */
	return 0;
}

int
history_fork(
    struct history *h, const char *id, struct conversation *c, struct error *e)
{
	struct history other = {0};
	struct session s = {0};
	int status;

	if (session_open(&s, id, e) < 0)
		return -1;
	status = restore(&other, &s, c, e);
	h->forked = xstrdup(s.id);
	history_release(&other);
	session_release(&s);
	return status;
}
