/* budget: what a run may spend, and what it has spent */
#include "exchange/budget.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/result.h"
#include <string.h>

#define GO_ON "allow more with %s; codex-call -c goes on from here"

long
budget_estimate(const cJSON *v)
{
	const cJSON *member;
	long n = 0;

	if (cJSON_IsString(v) && strncmp(v->valuestring, "data:", 5) != 0)
		return (long)result_tokens(
		    v->valuestring, strlen(v->valuestring));
	cJSON_ArrayForEach(member, v)
		n += budget_estimate(member) + 1;
	return n;
}

static cJSON *
estimate_usage(const cJSON *body, const struct turn *t)
{
	cJSON *usage = cJSON_CreateObject();
	size_t output = t->cut ? t->said / 4 /* nobody holds it */
			       : result_tokens(buf_str(&t->text), t->text.len);

	for (size_t i = 0; i < t->n_calls; i++)
		output += result_tokens(
		    t->calls[i].arguments, strlen(t->calls[i].arguments));
	json_add_long(usage, "input_tokens", budget_estimate(body));
	json_add_long(usage, "output_tokens", (long)output);
	return usage;
}

static double
cost_of(const struct budget *b, const cJSON *usage)
{
	return b->price ? prices_cost(b->price, usage) : 0;
}

static int
pass_tokens(const struct budget *b, long more, struct error *e)
{
	error_set(e, ERROR_BUDGET_EXCEEDED,
	    "%ld of %ld tokens are used, and the next request holds about %ld",
	    b->tokens, b->max_tokens, more);
	return error_hint(e, GO_ON, "--max-tokens-total");
}

static int
pass_cost(const struct budget *b, double more, struct error *e)
{
	error_set(e, ERROR_BUDGET_EXCEEDED,
	    "%.6g of %.6g %s are spent, and the next request costs at least "
	    "about %.6g",
	    b->cost, b->max_cost, json_string(b->prices->json, "currency"),
	    more);
	return error_hint(e, GO_ON, "--max-cost");
}

int
budget_request(const struct budget *b, const cJSON *body, struct error *e)
{
	cJSON *usage;
	double cost;
	long tokens;

	if (b->max_tokens == 0 && b->max_cost <= 0)
		return 0;
	usage = cJSON_CreateObject();
	tokens = budget_estimate(body);
	json_add_long(usage, "input_tokens", tokens);
	/* what was sent before is cached, if the server does that */
	if (b->turns > 0)
		json_add_long(usage, "cached_tokens", tokens);
	cost = cost_of(b, usage);
	cJSON_Delete(usage);
	if (b->max_tokens > 0 && b->tokens + tokens >= b->max_tokens)
		return pass_tokens(b, tokens, e);
	if (b->max_cost > 0 && b->cost + cost >= b->max_cost)
		return pass_cost(b, cost, e);
	return 0;
}

int
budget_calls(const struct budget *b, size_t n, struct error *e)
{
	if (b->max_turns > 0 && b->turns >= b->max_turns) {
		error_set(e, ERROR_BUDGET_EXCEEDED,
		    "the model was not done after %ld turn%s", b->turns,
		    plural(b->turns));
		return error_hint(e, GO_ON, "--max-turns");
	}
	if (b->max_calls > 0 && b->calls + (long)n > b->max_calls) {
		error_set(e, ERROR_BUDGET_EXCEEDED,
		    "the model asked for %zu more call%s after %ld of %ld", n,
		    plural((long)n), b->calls, b->max_calls);
		return error_hint(e, GO_ON, "--max-calls");
	}
	return 0;
}

void
budget_spend(struct budget *b, const cJSON *body, const struct turn *t)
{
	cJSON *guessed = NULL;
	const cJSON *usage = t->usage;
	long both, total;

	b->turns++;
	if (usage == NULL && (b->max_tokens > 0 || b->price != NULL))
		usage = guessed = estimate_usage(body, t);
	both = json_long(usage, "input_tokens", 0) +
	       json_long(usage, "output_tokens", 0);
	total = json_long(usage, "total_tokens", both);
	b->tokens += total > both ? total : both;
	b->cost += cost_of(b, usage);
	cJSON_Delete(guessed);
}
