/* search: a pattern in the events of a session */
#include "record/search.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "record/fold.h"
#include <stdlib.h>
#include <string.h>

#define SHOWN 240 /* bytes of a line */

struct search {
	const struct session *session;
	struct pattern *pattern;
	const cJSON *event;
	long line;
	struct buf at; /* the pointer to what is being looked at */
	cJSON *matches;
};

/* The line around a match; of a long one the piece around it. */
static cJSON *
excerpt(const char *text, size_t len, size_t start)
{
	const char *newline = memrchr(text, '\n', start), *end;
	size_t from = newline ? (size_t)(newline + 1 - text) : 0;
	size_t n;

	end = memchr(text + start, '\n', len - start);
	n = (end ? (size_t)(end - text) : len) - from;
	if (start - from > SHOWN / 2) {
		n -= start - SHOWN / 2 - from;
		from = start - SHOWN / 2;
		while (
		    from < start && ((unsigned char)text[from] & 0xc0) == 0x80)
			from++, n--;
	}
	return json_new_string(text + from, utf8_cut(text + from, n, SHOWN));
}

static int
look_at(struct search *s, const char *text, struct error *e)
{
	size_t len = strlen(text), start, end;
	int found = pattern_find(s->pattern, text, len, 0, &start, &end, e);
	const cJSON *time = json_get(s->event, "time");
	const cJSON *type = json_get(s->event, "type");
	cJSON *match;

	if (found <= 0)
		return found;
	match = cJSON_CreateObject();
	cJSON_AddStringToObject(match, "session", s->session->id);
	json_add_long(match, "line", s->line);
	cJSON_AddItemToObject(
	    match, "time", time ? json_copy(time) : cJSON_CreateNull());
	cJSON_AddItemToObject(
	    match, "type", type ? json_copy(type) : cJSON_CreateNull());
	cJSON_AddItemToObject(
	    match, "at", json_new_string(buf_str(&s->at), s->at.len));
	cJSON_AddItemToObject(match, "text", excerpt(text, len, start));
	cJSON_AddItemToArray(s->matches, match);
	return 0;
}

/* What chains the line to others, and when it was, says nothing. */
static bool
is_place(const struct search *s, const cJSON *m)
{
	static const char *const names[] = {"prev", "time", "sum"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (s->at.len == 0 && strcmp(m->string, names[i]) == 0)
			return true;
	return false;
}

static void
add_step(struct buf *at, const cJSON *m, size_t n)
{
	if (m->string == NULL) {
		buf_addf(at, "/%zu", n);
		return;
	}
	buf_addc(at, '/');
	for (const char *c = m->string; *c != '\0'; c++) {
		if (*c == '~')
			buf_adds(at, "~0");
		else if (*c == '/')
			buf_adds(at, "~1");
		else
			buf_addc(at, *c);
	}
}

static int
walk(struct search *s, const cJSON *value, struct error *e)
{
	size_t len = s->at.len, n = 0;
	int status = 0;

	if (cJSON_IsString(value))
		return look_at(s, value->valuestring, e);
	for (const cJSON *m = value->child; m && status == 0; m = m->next) {
		if (m->string == NULL || !is_place(s, m)) {
			add_step(&s->at, m, n);
			status = walk(s, m, e);
			buf_truncate(&s->at, len);
		}
		n++;
	}
	return status;
}

static int
search_session(const struct session *session, struct pattern *p, cJSON *matches,
    struct error *e)
{
	cJSON *events = session_read(session, e);
	struct search s = {
	    .session = session, .pattern = p, .matches = matches};
	int status = events ? 0 : -1;

	if (events != NULL)
		fold_pieces(events);
	for (s.event = events ? events->child : NULL; s.event && status == 0;
	     s.event = s.event->next) {
		s.line = json_long(s.event, "seq", s.line + 1);
		status = walk(&s, s.event, e);
	}
	buf_release(&s.at);
	cJSON_Delete(events);
	return status;
}

cJSON *
search_all(const struct strv *ids, struct pattern *p, struct error *e)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *matches = cJSON_AddArrayToObject(details, "matches");
	struct session s = {0};
	int status = 0;

	for (size_t i = 0; i < ids->n && status == 0; i++) {
		status = session_open(&s, ids->v[i], e);
		if (status == 0)
			status = search_session(&s, p, matches, e);
		session_release(&s);
	}
	if (status == 0)
		return details;
	cJSON_Delete(details);
	return NULL;
}
