#ifndef EXCHANGE_LOOP_H
#define EXCHANGE_LOOP_H

#include "base/buf.h"
#include "base/error.h"
#include "exchange/budget.h"
#include "exchange/calls.h"
#include "exchange/client.h"
#include "exchange/conversation.h"
#include "exchange/dialect.h"
#include "exchange/history.h"
#include "exchange/repeats.h"
#include "exchange/window.h"
#include <cjson/cJSON.h>

/*
 * The conversation with the model until it is done: each answer's calls are
 * run, and their results sent. It knows nothing of dialects.
 */
struct loop {
	struct client *client;
	struct ask ask; /* its conversation grows */
	struct conversation *conversation;
	struct history *history;
	struct calls_options calls_options;
	struct budget budget; /* and what was spent of it */
	struct repeats repeats;
	struct window window;
	bool fail_on_tool_error; /* a call that fails ends the run */
	/* Gets the model's words as they arrive; may be NULL. An answer
	 * that is too long to be held is then only there, and in the log. */
	void (*on_text)(void *ctx, const char *text, size_t len);
	/* Told when answers of helpers were dropped first; may be NULL. */
	void (*on_drop)(const struct window *w);
	void *ctx;
	/* what came of it */
	struct buf text, refusal; /* of the last turn */
	cJSON *calls;             /* those that were run */
	cJSON *usage;             /* summed over the turns */
	char *model, *finish;
	struct turn *turn; /* the one under way, or NULL */
	struct buf unsaid; /* words that on_text is still to get */
};

/*
 * 0 when the model has finished, in whatever way `finish` says. -1: what had
 * come by then is in l; budget_exceeded when a limit of the budget is reached.
 */
int loop_run(struct loop *l, struct error *e);
/*
 * Sees to it that the next request fits the window (loop_run does). -1 as
 * window_fit.
 */
int loop_fit(struct loop *l, struct error *e);
/* Whether the model did what it was asked for. */
bool loop_succeeded(const struct loop *l);
/*
 * {text,calls,usage,cost,model,session,turns,finish_reason}, with the error in
 * front if there is one; cost where the model has a price, and dropped
 * (answers, tokens) where the window was too small for all.
 */
cJSON *loop_details(const struct loop *l, const struct error *e);
void loop_release(struct loop *l);

#endif
