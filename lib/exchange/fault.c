/* fault: what a scripted reply makes go wrong on the way */
#include "exchange/fault.h"
#include "base/json.h"
#include <string.h>

#define MAX_SECONDS 86400

/* No JSON, no UTF-8, and what a terminal must not see. */
static const char garbage[] = "{\"gar\x1b[2Jbage\xff";

static const struct kind {
	const char *name;
	bool counts; /* pieces, not seconds */
	long least;
} kinds[] = {
    {"delay", false, 0},
    {"slow", false, 0},
    {"garbage", true, 1},
    {"truncate", true, 0},
    {"reset", true, 0},
};

static const struct kind *
kind_of(const char *member)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, member) == 0)
			return &kinds[i];
	return NULL;
}

bool
fault_is(const char *member)
{
	return kind_of(member) != NULL;
}

static int
check_one(const struct kind *k, const cJSON *m, struct error *e)
{
	long n;

	if (k->counts) {
		if (json_is_integer(m, &n) && n >= k->least)
			return 0;
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`%s` must be an integer of at least %ld", k->name,
		    k->least);
	}
	if (cJSON_IsNumber(m) && m->valuedouble >= 0 &&
	    m->valuedouble <= MAX_SECONDS)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`%s` must be a number of seconds from 0 to %d", k->name,
	    MAX_SECONDS);
}

int
fault_check(const cJSON *reply, struct error *e)
{
	const cJSON *m;

	cJSON_ArrayForEach(m, reply) {
		const struct kind *k = kind_of(m->string);

		if (k != NULL && check_one(k, m, e) == -1)
			return -1;
	}
	if (json_get(reply, "truncate") && json_get(reply, "reset"))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a reply ends by `truncate` or by `reset`, not by both");
	return 0;
}

/* The nth event, or the last one, or all of an answer that is no stream. */
static void
put_garbage(struct answer *a, size_t nth)
{
	struct buf body = {0};
	size_t at, from, to, grown;

	if (!a->stream || a->n_ends == 0) {
		buf_truncate(&a->body, 0);
		buf_adds(&a->body, garbage);
		return;
	}
	at = nth <= a->n_ends ? nth - 1 : a->n_ends - 1;
	from = at > 0 ? a->ends[at - 1] : 0;
	to = a->ends[at];
	buf_add(&body, a->body.data, from);
	buf_addf(&body, "data: %s\n\n", garbage);
	grown = body.len;
	buf_add(&body, a->body.data + to, a->body.len - to);
	for (size_t i = at; i < a->n_ends; i++)
		a->ends[i] = a->ends[i] - to + grown;
	buf_release(&a->body);
	a->body = body;
}

static void
cut(struct answer *a, size_t n)
{
	if (!a->stream) {
		buf_truncate(&a->body, n < a->body.len ? n : a->body.len);
	} else if (n < a->n_ends) {
		a->n_ends = n;
		buf_truncate(&a->body, n > 0 ? a->ends[n - 1] : 0);
	}
}

static double
seconds(const cJSON *reply, const char *name)
{
	const cJSON *m = json_get(reply, name);

	return m != NULL ? m->valuedouble : 0;
}

void
fault_apply(struct answer *a, const cJSON *reply)
{
	long truncate = json_long(reply, "truncate", -1);
	long reset = json_long(reply, "reset", -1);
	long nth = json_long(reply, "garbage", 0);

	if (nth > 0)
		put_garbage(a, (size_t)nth);
	if (truncate >= 0 || reset >= 0)
		cut(a, (size_t)(truncate >= 0 ? truncate : reset));
	if (reset == 0)
		a->status = 0;
	if (reset > 0)
		answer_break(a);
	a->reset = reset >= 0;
	a->delay = seconds(reply, "delay");
	a->pause = seconds(reply, "slow");
	if (a->pause > 0)
		answer_bytewise(a);
}
