#ifndef EXCHANGE_REPLY_H
#define EXCHANGE_REPLY_H

#include "base/error.h"
#include "exchange/asked.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The reply of a scripted rule, without a dialect: words, function calls,
 * or an error. Texts are lent from the cassette unless said otherwise.
 */
struct reply_call {
	char *id;
	const char *name;
	const char *space; /* the namespace tool that holds it, or NULL */
	char *arguments;   /* as text, whatever the rule said */
};

struct reply {
	long
	    number; /* of this reply in the run, from 1: what ids are made of */
	const char *model;
	const char *text;    /* NULL: none */
	const char *refusal; /* NULL: none */
	const char *finish;  /* NULL: as it follows from the rest */
	struct reply_call *calls;
	size_t n_calls;
	long prompt_tokens, completion_tokens;
};

/*
 * What a run has given out: ids are numbers, so that they are the same in
 * every run.
 */
struct reply_run {
	long replies, calls;
	cJSON *memory; /* object: response id, items up to and with it */
};

/* 0, or -1 with invalid_arguments naming the member that is wrong. */
int reply_check(const cJSON *json, struct error *e);
/* Makes a checked rule's reply ready for the one who asked. */
void reply_make(struct reply *r, const cJSON *json, const struct asked *a,
    struct reply_run *run);
void reply_release(struct reply *r);

#endif
