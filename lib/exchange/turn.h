#ifndef EXCHANGE_TURN_H
#define EXCHANGE_TURN_H

#include "base/buf.h"
#include "base/error.h"
#include "exchange/calls.h"
#include "exchange/deltas.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * One answer of the model, put together from pieces as they arrive. A
 * dialect fills the parts, one for each item of the answer; turn_close
 * makes of them what the rest of the program knows. A zeroed struct turn is
 * one of which nothing has come.
 */
enum part_kind { PART_MESSAGE, PART_CALL, PART_OTHER };

struct part {
	enum part_kind kind;
	long index;    /* by which the API speaks of it */
	cJSON *item;   /* Responses: the item as it came; else NULL */
	bool complete; /* item is all of it, and the rest is not needed */
	char *id, *name;
	struct buf text; /* of a message; a call's arguments */
	struct buf refusal;
	size_t said;  /* bytes of its text, also when they are not held */
	size_t piece; /* where the text of the current content part begins */
	struct deltas extra; /* Chat: members of a call that we do not know */
};

#define TURN_INDEX_MAX 127 /* a higher index is no honest answer */

struct turn {
	struct part *parts;
	size_t n_parts;
	char *id, *model;
	/* stop, length, tool_calls, content_filter, refusal; NULL: cut off */
	char *finish;
	cJSON *usage; /* {input_tokens,output_tokens,...}; NULL: not told */
	bool ended;   /* the API said that this was all */
	bool started; /* something of the answer has come */
	struct deltas extra; /* Chat: members of the message, the same */
	const char *source;  /* whose answer it is, as struct ask has it */
	/* Gets the model's words as they arrive; may be NULL. */
	void (*on_text)(void *ctx, const char *text, size_t len);
	void *ctx;
	size_t keep;    /* a longer text is for on_text only; 0: none is */
	size_t said;    /* bytes of text that came */
	bool cut;       /* they were too many to be held: text is empty */
	bool line_open; /* the last of them was no line end */
	/* made by turn_close */
	struct buf text, refusal;
	cJSON *items; /* for the conversation */
	struct call *calls;
	size_t n_calls;
};

/* The latest part with that index, or NULL. */
struct part *turn_find(struct turn *t, long index);
/* The same, made when it is missing. Valid until the next one is made. */
struct part *turn_part(struct turn *t, long index, enum part_kind kind);
/* Adds a part with that index even if there is one. */
struct part *turn_new_part(struct turn *t, long index, enum part_kind kind);
/* Appends to a message, and tells on_text. */
void turn_say(struct turn *t, struct part *p, const char *text);
/* The bytes of text, arguments and refusals that are held. */
size_t turn_held(const struct turn *t);
/*
 * Appends to a call's arguments, or replaces them; the same complete
 * arguments a second time are dropped.
 */
void turn_arguments(struct turn *t, struct part *p, const char *text);
/* Replaces a string of the turn or of a part, unless text is NULL or "". */
void turn_set(char **where, const char *text);
/*
 * Takes over what of an API's usage is told, under our names; in and out
 * are what it calls the numbers of input and output.
 */
void turn_usage(
    struct turn *t, const cJSON *usage, const char *in, const char *out);

/*
 * The end of the answer: joins text and refusals, lists the calls (an id
 * that is missing is made from `base`, unique in the conversation), and
 * makes the items, without messages if the text was cut. -1 with api_error
 * for two calls of one id.
 */
int turn_close(struct turn *t, size_t base, struct error *e);
void turn_release(struct turn *t);

#endif
