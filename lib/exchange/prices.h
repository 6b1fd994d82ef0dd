#ifndef EXCHANGE_PRICES_H
#define EXCHANGE_PRICES_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * What models cost, from a data file (share/codex/prices.json, or another):
 *
 *	{"date":D,"currency":C,"models":{NAME:{"input":P,"cached_input":P,
 *	 "cache_write":P,"output":P,"date":D,"above":N,"long":{...}}}}
 *
 * Prices are for a million tokens. What an entry lacks of cached_input and
 * cache_write costs what input does. Where a request's input is more than
 * `above` tokens, the prices in `long` are those of all of it.
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
/* What an answer with that usage costs. */
double prices_cost(const cJSON *entry, const cJSON *usage);
/* {"amount":N,"currency":C,"estimate":true,"prices_date":D}, a new object. */
cJSON *prices_details(
    const struct prices *p, const cJSON *entry, double amount);

#endif
