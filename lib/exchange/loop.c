/* loop: turns of the model and runs of the calls it asks for */
#include "exchange/loop.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "exchange/retry.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include <stdlib.h>
#include <string.h>

#define UNSAID 16384 /* bytes of an answer that wait for more */

static void
add_usage(struct loop *l, const cJSON *usage)
{
	const cJSON *n;

	cJSON_ArrayForEach(n, usage)
		json_set(l->usage, n->string,
		    json_new_long(json_long(l->usage, n->string, 0) +
				  json_long(usage, n->string, 0)));
}

/* Text as it is: in a string of ours (base/json.h) U+0000 is two bytes. */
static void
add_plain(struct buf *b, const char *s, size_t len)
{
	const char *end = s + len, *nul;

	while ((nul = memmem(s, (size_t)(end - s), "\xC0\x80", 2)) != NULL) {
		buf_add(b, s, (size_t)(nul - s));
		buf_addc(b, '\0');
		s = nul + 2;
	}
	buf_add(b, s, (size_t)(end - s));
}

/* To the log, before whoever else gets it may end the process. */
static void
say(void *ctx, const char *text, size_t len)
{
	struct loop *l = ctx;
	struct buf plain = {0};

	add_plain(&plain, text, len);
	pieces_add(&l->history->pieces, plain.data, plain.len);
	if (l->on_text != NULL)
		buf_add(&l->unsaid, plain.data, plain.len);
	buf_release(&plain);
}

/* The words of all events that came together are handed on together. */
static void
hand_on(struct loop *l)
{
	if (l->unsaid.len > 0)
		l->on_text(l->ctx, l->unsaid.data, l->unsaid.len);
	buf_truncate(&l->unsaid, 0);
}

static int
tick(void *ctx, bool all, struct error *e)
{
	struct loop *l = ctx;

	if (all || l->unsaid.len >= UNSAID)
		hand_on(l);
	return pieces_tick(&l->history->pieces, e);
}

/* What the turn said is what the run says, until a later one says more. */
static void
keep(struct loop *l, const struct turn *t)
{
	buf_truncate(&l->text, 0);
	add_plain(&l->text, buf_str(&t->text), t->text.len);
	buf_truncate(&l->refusal, 0);
	add_plain(&l->refusal, buf_str(&t->refusal), t->refusal.len);
	turn_set(&l->model, t->model);
	free(l->finish);
	l->finish = t->finish ? xstrdup(t->finish) : NULL;
	add_usage(l, t->usage);
	if (l->on_text && t->said > 0 && t->line_open)
		l->on_text(l->ctx, "\n", 1);
}

static int
check_interrupt(struct error *e)
{
	int number = interrupt_number();

	if (number == 0)
		return 0;
	error_set(e, ERROR_KILLED, "interrupted by signal %d", number);
	e->signal = number;
	return -1;
}

/* The answer's own share of the cost is in the log. */
static int
log_answer(
    struct loop *l, const struct turn *t, double seconds, struct error *e)
{
	const struct budget *b = &l->budget;
	cJSON *cost = NULL;
	int status;

	if (b->price != NULL && t->usage != NULL)
		cost = prices_details(
		    b->prices, b->price, prices_cost(b->price, t->usage));
	status = history_response(l->history, t, seconds, cost, e);
	cJSON_Delete(cost);
	return status;
}

int
loop_fit(struct loop *l, struct error *e)
{
	bool first = l->window.dropped == 0;
	cJSON *dropped;
	int status;

	status = window_fit(&l->window, &l->ask, l->conversation, &dropped, e);
	if (dropped == NULL)
		return status;
	if (first && l->on_drop != NULL)
		l->on_drop(&l->window);
	if (l->history != NULL)
		return history_drop(l->history, dropped, l->window.limit, e);
	cJSON_Delete(dropped);
	return 0;
}

static int
ask(struct loop *l, struct turn *t, struct error *e)
{
	size_t length = conversation_length(l->conversation);
	double start = clock_now();
	const cJSON *item;
	cJSON *body;
	int status;

	if (loop_fit(l, e) < 0)
		return -1;
	body = dialect_request(l->client->dialect, &l->ask);
	status = budget_request(&l->budget, body, e);
	if (status == 0)
		status =
		    history_request(l->history, l->client->dialect, &l->ask, e);
	if (status == 0)
		status = client_send(l->client, body, length, t, e);
	hand_on(l);
	if (status == 0 || t->started) {
		budget_spend(&l->budget, body, t);
		window_tell(&l->window, t->usage, length);
		keep(l, t);
	}
	cJSON_Delete(body);
	if (status < 0) {
		check_interrupt(e);
		return -1;
	}
	if (log_answer(l, t, clock_now() - start, e) < 0)
		return -1;
	cJSON_ArrayForEach(item, t->items)
		conversation_add(l->conversation, json_copy(item));
	return 0;
}

static cJSON *
describe_call(const struct call *c)
{
	cJSON *call = cJSON_CreateObject();
	struct error ignored = {0};
	cJSON *arguments =
	    json_parse(c->arguments, strlen(c->arguments), &ignored);

	error_release(&ignored);
	if (arguments == NULL)
		arguments = json_new_string(c->arguments, strlen(c->arguments));
	cJSON_AddItemToObject(
	    call, "name", json_new_string(c->name, strlen(c->name)));
	cJSON_AddItemToObject(call, "arguments", arguments);
	cJSON_AddBoolToObject(call, "success", c->success);
	json_add_long(call, "tokens", c->tokens);
	if (c->repeated)
		cJSON_AddTrueToObject(call, "repeated");
	return call;
}

/* A call's failure as the run's. */
static int
check_call(const struct call *c, struct error *e)
{
	cJSON *line = json_parse(c->result, strlen(c->result), NULL);
	const cJSON *error = json_get(json_get(line, "details"), "error");
	const char *code = json_string(error, "code");
	const char *message = json_string(error, "message");
	int status = 0;

	if (error != NULL)
		status = error_set(e,
		    code && error_by_name(code) != ERROR_NONE
			? error_by_name(code)
			: ERROR_COMMAND_FAILED,
		    "the call of '%s' failed: %s", c->name,
		    message ? message : "it does not say why");
	cJSON_Delete(line);
	return status;
}

static int
check_calls(const struct turn *t, struct error *e)
{
	for (size_t i = 0; i < t->n_calls; i++)
		if (check_call(&t->calls[i], e) < 0)
			return -1;
	return 0;
}

static int
run_calls(struct loop *l, struct turn *t, struct error *e)
{
	const struct call *c;

	/* what forces a call would do so for ever */
	if (l->ask.choice && strcmp(l->ask.choice, "none") != 0)
		l->ask.choice = NULL;
	l->calls_options.deadline = l->client->deadline;
	if (repeats_before(&l->repeats, t->calls, t->n_calls, e) < 0 ||
	    calls_run(t->calls, t->n_calls, &l->calls_options, e) < 0)
		return -1;
	repeats_after(
	    &l->repeats, t->calls, t->n_calls, l->calls_options.manifest);
	l->budget.calls += (long)t->n_calls;
	for (size_t i = 0; i < t->n_calls; i++) {
		c = &t->calls[i];
		conversation_answer(l->conversation, c->id, c->result);
		cJSON_AddItemToArray(l->calls, describe_call(c));
	}
	if (check_interrupt(e) < 0)
		return -1;
	if (l->client->deadline > 0 && clock_now() >= l->client->deadline)
		return error_set(e, ERROR_BUDGET_EXCEEDED,
		    "the time was up while helpers were running");
	return l->fail_on_tool_error ? check_calls(t, e) : 0;
}

/*
 * Whether an answer has come to its own end. Of servers' other words
 * (abort, model_length, insufficient_system_resource ...) none says that.
 */
static bool
is_whole(const char *finish)
{
	static const char *const ends[] = {"stop", "tool_calls",
	    "function_call", "eos", "eos_token", "stop_sequence", "end_turn",
	    "tool_use"};

	for (size_t i = 0; finish && i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcasecmp(finish, ends[i]) == 0)
			return true;
	return false;
}

/* Calls that were cut off, or of which the model thought better, never run. */
static bool
wants_more(const struct turn *t)
{
	return t->n_calls > 0 && t->refusal.len == 0 && is_whole(t->finish);
}

/* The results of calls go back with what was said before them. */
static int
check_whole(const struct turn *t, struct error *e)
{
	if (!t->cut)
		return 0;
	return error_set(e, ERROR_API_ERROR,
	    "the model's answer of %zu bytes is too long to be sent back with "
	    "the results of its calls",
	    t->said);
}

static int
one_turn(struct loop *l, bool *more, struct error *e)
{
	struct turn t = {.on_text = say,
	    .ctx = l,
	    .keep = l->on_text ? HISTORY_LONG : 0,
	    .source = l->ask.source};
	int status;

	l->turn = &t;
	status = ask(l, &t, e);
	*more = status == 0 && wants_more(&t);
	if (*more)
		status = check_whole(&t, e);
	if (*more && status == 0)
		status = budget_calls(&l->budget, t.n_calls, e);
	if (*more && status == 0)
		status = run_calls(l, &t, e);
	l->turn = NULL;
	turn_release(&t);
	return status;
}

int
loop_run(struct loop *l, struct error *e)
{
	bool more = true;

	l->client->on_tick = tick;
	l->client->tick_ctx = l;
	l->calls = cJSON_CreateArray();
	l->usage = cJSON_CreateObject();
	while (more)
		if (one_turn(l, &more, e) < 0)
			return -1;
	return 0;
}

bool
loop_succeeded(const struct loop *l)
{
	return is_whole(l->finish);
}

static void
add_text(cJSON *details, const char *name, const struct buf *text)
{
	cJSON_AddItemToObject(
	    details, name, json_new_string(buf_str(text), text->len));
}

static void
add_string(cJSON *details, const char *name, const char *value)
{
	if (value != NULL)
		cJSON_AddStringToObject(details, name, value);
	else
		cJSON_AddNullToObject(details, name);
}

static void
add_retry_at(cJSON *details, time_t at)
{
	char moment[RETRY_MOMENT];

	if (at == 0)
		return;
	retry_moment(at, moment);
	cJSON_AddStringToObject(
	    cJSON_GetObjectItem(details, "error"), "retry_at", moment);
}

static void
add_dropped(cJSON *details, const struct window *w)
{
	cJSON *dropped = cJSON_AddObjectToObject(details, "dropped");

	json_add_long(dropped, "answers", w->dropped);
	json_add_long(dropped, "tokens", w->dropped_tokens);
}

/* The run's, and what its session has come to with it. */
static cJSON *
usage_of(const struct loop *l)
{
	cJSON *usage = json_copy(l->usage);
	long run = json_long(usage, "total_tokens", 0);

	if (l->history->session != NULL && run + l->history->spent > 0)
		json_add_long(usage, "session_tokens", run + l->history->spent);
	return usage;
}

cJSON *
loop_details(const struct loop *l, const struct error *e)
{
	const struct session *session = l->history->session;
	cJSON *details =
	    e->code != ERROR_NONE ? result_error(e) : cJSON_CreateObject();

	if (e->code != ERROR_NONE)
		add_retry_at(details, l->client->retry_at);
	add_text(details, "text", &l->text);
	if (l->refusal.len > 0)
		add_text(details, "refusal", &l->refusal);
	cJSON_AddItemToObject(details, "calls", json_copy(l->calls));
	cJSON_AddItemToObject(details, "usage", usage_of(l));
	if (l->budget.price != NULL)
		cJSON_AddItemToObject(details, "cost",
		    prices_details(
			l->budget.prices, l->budget.price, l->budget.cost));
	if (l->window.dropped > 0)
		add_dropped(details, &l->window);
	add_string(details, "model", l->model ? l->model : l->ask.model);
	add_string(details, "session", session ? session->id : NULL);
	json_add_long(details, "turns", l->budget.turns);
	add_string(details, "finish_reason", l->finish);
	return details;
}

void
loop_release(struct loop *l)
{
	buf_release(&l->text);
	buf_release(&l->refusal);
	buf_release(&l->unsaid);
	cJSON_Delete(l->calls);
	cJSON_Delete(l->usage);
	repeats_release(&l->repeats);
	window_release(&l->window);
	free(l->model);
	free(l->finish);
}
