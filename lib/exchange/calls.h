#ifndef EXCHANGE_CALLS_H
#define EXCHANGE_CALLS_H

#include "base/strv.h"
#include "contract/manifest.h"
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
struct call {
	char *id;        /* call_id or tool call id; NULL for none */
	char *name;      /* of the helper */
	char *arguments; /* JSON text as the model gave it; "" means {} */
	/* a helper of ours by hand: its words up to a NULL and the bytes of
	 * its standard input, both as they came (lent); else NULL */
	char *const *argv;
	const struct buf *input;
	/* out: the result line, without its newline; by hand perhaps several,
	 * passed on from upstream */
	char *result;  /* set beforehand: the call is not made, only answered */
	bool repeated; /* answered as before, not made: see repeats.h */
	bool success;  /* out: of that line */
	long tokens;   /* out: of that line */
	int status;    /* out: exit status */
	double seconds; /* out: how long it ran */
};

struct calls_options {
	const struct manifest *manifest; /* what may be called, and no more */
	struct session *session;         /* where it is logged; NULL: nowhere */
	const struct hooks *hooks;       /* NULL: none */
	long jobs;                       /* at once; at least 1 */
	long tool_tokens; /* max_tokens where the model gave none; 0: none */
	double deadline;  /* of the whole run, on clock_now's clock; 0: none */
	/* Asked before a call is made; -1 with the reason, for the model.
	 * NULL: what may be called is consented to. */
	int (*approve)(void *ctx, const cJSON *entry, const struct call *c,
	    struct error *e);
	void *approve_ctx;
};

/*
 * Reads a call from JSON: {"name","arguments","call_id"?}, a Chat
 * tool_calls[] entry, or a Responses function_call item; arguments may be
 * an object or a string. -1 with invalid_arguments.
 */
int call_from_json(struct call *c, const cJSON *json, struct error *e);
void call_release(struct call *c);

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
