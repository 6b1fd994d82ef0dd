#ifndef EXCHANGE_BUDGET_H
#define EXCHANGE_BUDGET_H

#include "base/error.h"
#include "exchange/prices.h"
#include "exchange/turn.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What a run may spend, and what it has spent. Nothing is begun that would
 * pass a limit; an answer that has come is not thrown away. 0: no limit.
 */
struct budget {
	long max_turns, max_calls, max_tokens;
	double max_cost;
	const struct prices *prices;
	const cJSON *price; /* of the model; NULL: not known */
	/* spent; of an answer that does not tell its usage, an estimate */
	long turns, calls, tokens;
	double cost;
};

/*
 * About the tokens of what a request says. Pictures and files, which are
 * data: addresses, are left out: they cost less than their text.
 */
long budget_estimate(const cJSON *v);

/* -1 with budget_exceeded when sending the body would pass a limit. */
int budget_request(const struct budget *b, const cJSON *body, struct error *e);
/* The same for so many calls, and the turn that is to follow them. */
int budget_calls(const struct budget *b, size_t n, struct error *e);
/* Counts an answer to the body, also one that broke off. */
void budget_spend(struct budget *b, const cJSON *body, const struct turn *t);

#endif
