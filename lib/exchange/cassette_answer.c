/* cassette_answer: which entry answers a request, and why none does */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "exchange/cassette.h"
#include "exchange/condition.h"
#include "exchange/reduce.h"
#include "exchange/render.h"
#include <stdlib.h>
#include <string.h>

/* A rule answers what generates text; the rest is not its business. */
static bool
generates(const struct asked *a)
{
	return a->api == ASKED_CHAT || a->api == ASKED_FUNCTIONS ||
	       a->api == ASKED_RESPONSES;
}

static bool
is_spent(const struct cassette_entry *n)
{
	long times = json_long(n->json, "times", 0);

	return times > 0 && n->used >= times;
}

/* The first condition that fails, or NULL; *held is how many come before. */
static const cJSON *
failing(const struct cassette_entry *n, const struct asked *a, size_t *held)
{
	const cJSON *c;

	*held = 0;
	cJSON_ArrayForEach(c, json_get(n->json, "when")) {
		if (!condition_holds(c, a))
			return c;
		++*held;
	}
	return NULL;
}

static bool
same_place(const struct cassette_entry *n, const struct asked *a)
{
	const cJSON *request = json_get(n->json, "request");

	return !n->rule &&
	       strcmp(json_string(request, "method"), a->method) == 0 &&
	       strcmp(json_string(request, "path"), a->path) == 0;
}

/* An exchange that says nothing of a body matches any. */
static bool
same_body(const struct cassette_entry *n, const cJSON *reduced)
{
	struct buf where = {0};
	bool differs;

	if (n->request == NULL)
		return true;
	differs = reduce_difference(&where, n->request, reduced);
	buf_release(&where);
	return !differs;
}

static struct cassette_entry *
next_in_order(struct cassette *c, const struct asked *a)
{
	for (size_t i = 0; i < c->n; i++)
		if (same_place(&c->entries[i], a) && c->entries[i].used == 0)
			return &c->entries[i];
	return NULL;
}

/* A request that comes again gets the next answer to it, then the last. */
static struct cassette_entry *
find_exchange(struct cassette *c, const struct asked *a)
{
	struct cassette_entry *found = NULL;
	cJSON *reduced;

	if (c->in_order)
		return next_in_order(c, a);
	reduced = reduce_request(a->body);
	for (size_t i = 0; i < c->n; i++) {
		if (!same_place(&c->entries[i], a) ||
		    !same_body(&c->entries[i], reduced))
			continue;
		if (c->strict && c->entries[i].used > 0)
			continue;
		found = &c->entries[i];
		if (found->used == 0)
			break;
	}
	cJSON_Delete(reduced);
	return found;
}

static struct cassette_entry *
find_rule(struct cassette *c, const struct asked *a)
{
	size_t held;

	for (size_t i = 0; i < c->n && generates(a); i++)
		if (c->entries[i].rule && !is_spent(&c->entries[i]) &&
		    failing(&c->entries[i], a, &held) == NULL)
			return &c->entries[i];
	return NULL;
}

static void
play_events(struct answer *out, const cJSON *events)
{
	const cJSON *event, *data;
	char *text;

	answer_stream(out);
	cJSON_ArrayForEach(event, events) {
		data = json_get(event, "data");
		text = cJSON_IsString(data) ? xstrdup(data->valuestring)
					    : json_text(data);
		answer_event(
		    out, json_string(event, "event"), text, strlen(text));
		free(text);
	}
}

static void
play(struct answer *out, const cJSON *response)
{
	const cJSON *events = json_get(response, "events");
	const cJSON *body = json_get(response, "body");
	const cJSON *h;

	if (events != NULL)
		play_events(out, events);
	else if (cJSON_IsString(body))
		buf_adds(&out->body, body->valuestring);
	else if (body != NULL)
		answer_json(out, 200, body);
	out->status = (int)json_long(response, "status", 200);
	if (json_true(response, "broken"))
		answer_break(out);
	cJSON_ArrayForEach(h, json_get(response, "headers")) {
		if (cJSON_IsString(h))
			answer_header(out, h->string, h->valuestring);
	}
}

bool
cassette_answer(struct cassette *c, const struct asked *a, struct answer *out)
{
	struct cassette_entry *n = find_exchange(c, a);

	if (n != NULL) {
		n->used++;
		play(out, json_get(n->json, "response"));
		return true;
	}
	n = find_rule(c, a);
	if (n == NULL)
		return false;
	n->used++;
	render_rule(out, json_get(n->json, "reply"), a, &c->run);
	return true;
}

const struct cassette_entry *
cassette_unplayed(const struct cassette *c, size_t *at)
{
	const struct cassette_entry *n;
	long want;

	while (*at < c->n) {
		n = &c->entries[(*at)++];
		want = n->rule ? json_long(n->json, "times", 0) : 1;
		if (n->used < want)
			return n;
	}
	return NULL;
}

static void
explain_rule(
    struct buf *out, const struct cassette_entry *n, const struct asked *a)
{
	size_t held;
	const cJSON *c = failing(n, a, &held);

	buf_addf(out, "the scripted rule in line %zu: ", n->line);
	if (c != NULL)
		condition_explain(out, c, a);
	else
		buf_addf(out, "it has answered %ld time%s already", n->used,
		    plural(n->used));
}

static void
explain_exchange(
    struct buf *out, const struct cassette_entry *n, const struct asked *a)
{
	struct buf where = {0};
	cJSON *reduced = reduce_request(a->body);

	buf_addf(out, "the exchange in line %zu: ", n->line);
	if (n->request != NULL &&
	    reduce_difference(&where, n->request, reduced))
		buf_addf(out, "the requests differ at %s",
		    where.len ? buf_str(&where) : "their body");
	else
		buf_adds(out, "it has been played already");
	cJSON_Delete(reduced);
	buf_release(&where);
}

void
cassette_nearest(
    struct buf *out, const struct cassette *c, const struct asked *a)
{
	const struct cassette_entry *best = NULL;
	size_t held, most = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct cassette_entry *n = &c->entries[i];

		if (!(n->rule ? generates(a) : same_place(n, a)))
			continue;
		/* an exchange is as near as a rule without conditions */
		held = 0;
		if (n->rule && failing(n, a, &held) == NULL)
			held++;
		if (best != NULL && held <= most)
			continue;
		best = n;
		most = held;
	}
	if (best == NULL)
		buf_addf(out, "none of %zu entr%s is for %s %s", c->n,
		    c->n == 1 ? "y" : "ies", a->method, a->path);
	else if (best->rule)
		explain_rule(out, best, a);
	else
		explain_exchange(out, best, a);
}
