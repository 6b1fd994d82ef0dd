#ifndef EXCHANGE_CALLS_H
#define EXCHANGE_CALLS_H

#include "contract/manifest.h"
#include "exchange/call.h"
#include "record/hooks.h"
#include "record/session.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Running the function calls that a model asks for: each is checked against
 * the catalogue, run as a child with its time limit, logged, and answered
 * with exactly one result line, whatever happens. Used by codex-run (calls
 * as NDJSON) and codex-call (the calls of one turn).
 */
struct calls_options {
	const struct manifest *manifest; /* what may be called, and no more */
	struct session *session;         /* where it is logged; NULL: nowhere */
	const struct hooks *hooks;       /* NULL: none */
	long jobs; /* at once; at least 1, fewer than asked for where files or
		      processes run out */
	long tool_tokens; /* max_tokens where the model gave none; 0: none */
	double deadline;  /* of the whole run, on clock_now's clock; 0: none */
	/* Asked before a call is made; -1 with the reason, for the model.
	 * NULL: what may be called is consented to. */
	int (*approve)(void *ctx, const cJSON *entry, const struct call *c,
	    struct error *e);
	void *approve_ctx;
};

/*
 * Runs all n, up to o->jobs at once, and fills their results; an unknown
 * name (with the nearest known one), bad arguments, a time-out and a helper
 * that prints no result line are answered with an error line too; so is
 * what had not started when a signal of system/interrupt came. -1 only when
 * the log cannot be written: then nothing more was started.
 */
int calls_run(struct call *calls, size_t n, const struct calls_options *o,
    struct error *e);

#endif
