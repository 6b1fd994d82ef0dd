/* run: the parts of one run of codex-call, made as its flags say */
#include "exchange/run.h"
#include "base/json.h"
#include "exchange/attach.h"
#include "exchange/offer.h"
#include "exchange/opening.h"
#include "system/clock.h"
#include <stdlib.h>
#include <string.h>

int
run_begin(struct run *r, const struct flags *f, struct error *e)
{
	r->flags = f;
	r->approval.mode = f->approval;
	conversation_init(&r->conversation);
	history_begin(&r->history);
	if (f->fork != NULL)
		return history_fork(&r->history, f->fork, &r->conversation, e);
	return history_open(&r->history, &r->session, f->session, f->go_on,
	    &r->conversation, e);
}

static struct opening
opening_of(const struct flags *f)
{
	return (struct opening){.instruction = f->instruction,
	    .template = f->template,
	    .params = &f->params,
	    .words = &f->words,
	    .form = f->input,
	    .model = f->model,
	    .prices = f->prices,
	    .limit = f->context_limit,
	    .no_stdin = f->no_stdin || strv_has(&f->attachments, "-"),
	    .no_context = f->no_context};
}

int
run_read(struct run *r, struct input *in, struct error *e)
{
	struct opening o = opening_of(r->flags);

	return opening_read(&o, in, e);
}

int
run_say(
    struct run *r, const struct input *in, struct strv *notes, struct error *e)
{
	const struct flags *f = r->flags;
	struct opening o = opening_of(f);

	r->helpers = cJSON_CreateArray();
	if (opening_add(&o, in, &r->conversation, r->helpers, e) < 0 ||
	    attach_add(&r->conversation, &f->attachments, e) < 0 ||
	    offer_load(&r->all, f->functions, notes, e) < 0)
		return -1;
	return offer_select(
	    &r->offered, &r->all, &f->tools, r->helpers, f->approval, notes, e);
}

int
run_ask(struct run *r, struct error *e)
{
	const struct flags *f = r->flags;
	struct structured *s = &r->structured;

	if (f->schema != NULL && structured_load(s, f->schema, e) < 0)
		return -1;
	r->source = endpoint_source(f->model);
	r->options = dialect_options(&f->options, e);
	r->loop.ask = (struct ask){.conversation = &r->conversation,
	    .model = f->model,
	    .source = r->source,
	    .tools = r->offered.entries,
	    .schema = s->form ? s->form : s->json,
	    .schema_name = s->name,
	    .schema_strict = s->form != NULL,
	    .options = r->options,
	    .effort = f->effort,
	    .choice = f->choice,
	    .one_call = f->no_parallel,
	    .stream = !f->no_stream};
	if (r->options == NULL)
		return -1;
	return dialect_check(f->dialect, &r->loop.ask, e);
}

/* The most that the request lets the answer be, if it says that. */
static long
answer_of(const cJSON *options)
{
	static const char *const names[] = {
	    "max_output_tokens", "max_completion_tokens", "max_tokens"};
	long n = 0;

	for (size_t i = 0; n == 0 && i < sizeof(names) / sizeof(*names); i++)
		n = json_long(options, names[i], 0);
	return n > 0 ? n : 0;
}

static void
limit_context(struct run *r, const cJSON *entry)
{
	const struct flags *f = r->flags;
	struct window *w = &r->loop.window;

	r->loop.conversation = &r->conversation;
	w->model = f->model;
	w->answer = answer_of(r->options);
	w->trim = strcmp(f->overflow, "trim") == 0;
	w->limit = f->context_limit >= 0 ? f->context_limit
					 : prices_window(entry, w->answer);
}

/* Without a price there is no cost to be told, nor one to be kept to. */
int
run_limit(struct run *r, struct error *e)
{
	const struct flags *f = r->flags;
	struct budget *b = &r->loop.budget;
	bool needed = f->prices != NULL || f->max_cost > 0;

	*b = (struct budget){.max_turns = f->max_turns,
	    .max_calls = f->max_calls,
	    .max_tokens = f->max_tokens_total,
	    .max_cost = f->max_cost,
	    .prices = &r->prices};
	if (prices_load(&r->prices, f->prices, needed ? e : NULL) < 0 && needed)
		return -1;
	b->price = prices_find(&r->prices, f->model);
	limit_context(r, b->price);
	if (f->max_cost > 0 && b->price == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "no price is known for the model '%s', so --max-cost "
		    "cannot be kept; give one with --prices",
		    f->model);
	return 0;
}

int
run_log(struct run *r, struct error *e)
{
	const struct flags *f = r->flags;

	hooks_open(&r->hooks);
	r->hooks.deadline = f->timeout > 0 ? clock_now() + f->timeout : 0;
	r->history.hooks = &r->hooks;
	return history_create(&r->history, f->no_log ? NULL : &r->session, e);
}

int
run_connect(struct run *r, struct error *e)
{
	const struct flags *f = r->flags;
	struct client *c = &r->client;

	if (client_init(c, f->dialect, f->model, e) < 0 ||
	    client_limit(c, f->rpm, f->tpm, e) < 0)
		return -1;
	c->cacert = f->cacert;
	c->retries = f->retries;
	c->connect = f->connect_timeout;
	c->idle = f->idle_timeout;
	c->deadline = r->hooks.deadline;
	return 0;
}

int
run_talk(struct run *r, struct error *e)
{
	const struct flags *f = r->flags;
	struct loop *l = &r->loop;

	l->client = &r->client;
	l->conversation = &r->conversation;
	l->history = &r->history;
	l->calls_options = (struct calls_options){.manifest = &r->offered,
	    .session = r->history.session,
	    .hooks = &r->hooks,
	    .jobs = f->jobs > 0 ? f->jobs : 1,
	    .tool_tokens = f->tool_tokens,
	    .approve = approval_ask,
	    .approve_ctx = &r->approval};
	l->repeats.max = f->max_repeats;
	l->fail_on_tool_error = f->fail_on_tool_error;
	if (loop_run(l, e) < 0)
		return -1;
	if (f->schema == NULL || !loop_succeeded(l))
		return 0;
	return structured_check(&r->structured, &l->text, e);
}

int
run_end(struct run *r, int status, const cJSON *details, struct error *e)
{
	return history_end(&r->history, &r->conversation, status, details, e);
}

void
run_release(struct run *r)
{
	loop_release(&r->loop);
	client_release(&r->client);
	prices_release(&r->prices);
	structured_release(&r->structured);
	approval_release(&r->approval);
	manifest_release(&r->offered);
	manifest_release(&r->all);
	cJSON_Delete(r->helpers);
	free(r->source);
	cJSON_Delete(r->options);
	history_release(&r->history);
	session_release(&r->session);
	conversation_release(&r->conversation);
	*r = (struct run){0};
}
