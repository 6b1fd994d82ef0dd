#ifndef EXCHANGE_CALL_H
#define EXCHANGE_CALL_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* A function call that a model asks for, and what it was answered with. */
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

/*
 * Reads a call from JSON: {"name","arguments","call_id"?}, a Chat
 * tool_calls[] entry, or a Responses function_call item; arguments may be
 * an object or a string. -1 with invalid_arguments.
 */
int call_from_json(struct call *c, const cJSON *json, struct error *e);
void call_release(struct call *c);

/* Keeps a result line, and what it was read as, as the call's answer. */
void call_answer(struct call *c, const char *line, const cJSON *parsed);
/* The same of a result line that is made of these details. */
void call_answer_details(struct call *c, bool success, const cJSON *details);
/* The same of one that says what went wrong; the error is released. */
void call_answer_error(struct call *c, struct error *e);

#endif
