#ifndef EXCHANGE_WINDOW_H
#define EXCHANGE_WINDOW_H

#include "base/error.h"
#include "exchange/measure.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What a request may hold: the model's context window, less the answer that
 * the request allows for. A zeroed one has no limit. Each item of the
 * conversation is counted once; none is, and no encoding is opened, as long
 * as the bytes say that all of it fits.
 */
struct window {
	const char *model;
	long limit;  /* tokens, the answer's included; 0: none */
	long answer; /* tokens of it that are for the answer */
	bool trim;   /* drop old answers of helpers, or fail */
	/* what was dropped in this run: a number, and tokens */
	long dropped, dropped_tokens;

	struct measure measure;
	long frame;     /* what measure_frame says, once */
	long *counts;   /* of the conversation's items */
	size_t counted; /* the first of them without a count */
	long bound;     /* no fewer than all up to `bounded`, and the frame */
	size_t bounded;
	/* the server's word: so many for the request with so many items */
	long told;
	size_t told_items;
};

/*
 * The limit that a user said: *limit if that is not -1, or else what
 * CODEX_CONTEXT_LIMIT holds, if anything. -1 with invalid_arguments.
 */
int window_said(long *limit, struct error *e);
/*
 * Sees to it that the request fits. What was dropped is a new array of
 * {call_id,name,tokens} in *dropped; else NULL, also on failure. An answer
 * that is dropped is replaced by a line that says so: the oldest first,
 * never one that the model has not seen yet. -1 with budget_exceeded, as
 * measure_open, or with invalid_arguments when the answer alone is too much.
 */
int window_fit(struct window *w, const struct ask *a, struct conversation *c,
    cJSON **dropped, struct error *e);
/*
 * The server has told what the latest request held, which had so many items:
 * from then on nothing counts less than that.
 */
void window_tell(struct window *w, const cJSON *usage, size_t items);
void window_release(struct window *w);

#endif
