#ifndef EXCHANGE_CASSETTE_H
#define EXCHANGE_CASSETTE_H

#include "base/buf.h"
#include "base/error.h"
#include "exchange/answer.h"
#include "exchange/asked.h"
#include "exchange/reply.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A cassette: JSON lines, each a recorded exchange
 * {"request":{...},"response":{...}} or a scripted rule
 * {"when":[...],"reply":{...}}. codex-replay(1) has the form of both.
 */
struct cassette_entry {
	size_t line;    /* in the file, from 1 */
	cJSON *json;    /* owned */
	cJSON *request; /* of an exchange: its body reduced; owned */
	bool rule;
	long used; /* how often it has answered */
};

struct cassette {
	struct cassette_entry *entries;
	size_t n;
	bool in_order; /* exchanges answer in turn, whatever is asked */
	bool strict;   /* each exchange answers once */
	struct reply_run run;
};

/*
 * Reads and checks a file. -1 with not_found and the like, or invalid_json
 * or invalid_arguments whose message begins with the file and the line.
 */
int cassette_load(struct cassette *c, const char *path, struct error *e);
/* Its text only, whatever that is. */
int cassette_read(struct buf *text, const char *path, struct error *e);
/* Adds one line of a file, if it is not empty; what is wrong is not kept. */
int cassette_add(struct cassette *c, const char *text, size_t len, size_t line,
    struct error *e);
void cassette_release(struct cassette *c);

/* The first entry that answers fills out; false when none does. */
bool cassette_answer(
    struct cassette *c, const struct asked *a, struct answer *out);
/* After a miss: appends the nearest entry and what about it failed. */
void cassette_nearest(
    struct buf *out, const struct cassette *c, const struct asked *a);
/*
 * The next entry, from *at on, that did not answer as often as it says: an
 * exchange once, a rule `times` times. NULL when there is none.
 */
const struct cassette_entry *cassette_unplayed(
    const struct cassette *c, size_t *at);
/* Appends to an array the names of models that entries speak of, once each. */
void cassette_models(cJSON *names, const struct cassette *c);

#endif
