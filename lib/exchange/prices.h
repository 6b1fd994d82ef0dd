#ifndef EXCHANGE_PRICES_H
#define EXCHANGE_PRICES_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * What models cost, from a data file (share/codex/prices.json, or another):
 *
 *	{"date":D,"currency":C,"models":{NAME:{"input":P,"cached_input":P,
 *	 "cache_write":P,"output":P,"date":D,"above":N,"long":{...},
 *	 "context":N,"max_input":N}}}
 *
 * Prices are for a million tokens. What an entry lacks of cached_input and
 * cache_write costs what input does. Where a request's input is more than
 * `above` tokens, the prices in `long` are those of all of it. `context` is
 * the model's window in tokens, and `max_input` what it takes of a request
 * where that is less; either may be missing.
 */
struct prices {
	cJSON *json;
};

/*
 * Reads a file; NULL path: ours. -1 with not_found and the like, or
 * invalid_json, invalid_arguments that name the file and what is wrong.
 */
int prices_load(struct prices *p, const char *path, struct error *e);
void prices_release(struct prices *p);

/*
 * The entry of a model, also by the name of one of its dated snapshots
 * (NAME-YYYY-MM-DD); NULL when no price is known. Lent.
 */
const cJSON *prices_find(const struct prices *p, const char *model);
/*
 * The tokens that a request may hold with an answer of so many, that answer
 * included; 0 when no window is known. The entry may be NULL.
 */
long prices_window(const cJSON *entry, long answer);
/* What an answer with that usage costs. */
double prices_cost(const cJSON *entry, const cJSON *usage);
/* {"amount":N,"currency":C,"estimate":true,"prices_date":D}, a new object. */
cJSON *prices_details(
    const struct prices *p, const cJSON *entry, double amount);

#endif
