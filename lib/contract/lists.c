/* lists: an answer of several lists within a token limit */
#include "contract/lists.h"
#include "base/json.h"
#include "contract/result.h"

/* No item costs less: so that what cannot fit is not tried. */
#define LEAST_ITEM 4

cJSON *
lists_add(struct lists *l, const char *name)
{
	l->names[l->n] = name;
	return l->v[l->n++] = cJSON_CreateArray();
}

static size_t
count_items(const struct lists *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += (size_t)cJSON_GetArraySize(l->v[i]);
	return n;
}

/* Copies the items from..to, counted in rounds, to the lists of details. */
static void
copy_items(const struct lists *l, cJSON *details, size_t from, size_t to)
{
	const cJSON *item[LISTS_MOST];
	cJSON *copies[LISTS_MOST];
	size_t at = 0, before;

	for (size_t i = 0; i < l->n; i++) {
		item[i] = l->v[i]->child;
		copies[i] = cJSON_AddArrayToObject(details, l->names[i]);
	}
	do {
		before = at;
		for (size_t i = 0; i < l->n && at < to; i++) {
			if (item[i] == NULL)
				continue;
			if (at++ >= from)
				cJSON_AddItemToArray(
				    copies[i], json_copy(item[i]));
			item[i] = item[i]->next;
		}
	} while (at < to && at > before);
}

/* The answer with n items behind `skip`; its tokens. */
static size_t
compose(const struct lists *l, size_t skip, size_t n, cJSON **answer)
{
	size_t total = count_items(l);
	cJSON *next;

	cJSON_Delete(*answer);
	*answer = json_copy(l->details);
	copy_items(l, *answer, skip, skip + n);
	if (skip + n < total) {
		cJSON_AddTrueToObject(*answer, "truncated");
		json_add_long(*answer, "total", (long)total);
		next = cJSON_AddObjectToObject(*answer, "next");
		json_add_long(next, "skip", (long)(skip + n));
	}
	return result_cost(*answer);
}

/* As many items as fit, at least one if there is one; the tokens of that. */
static size_t
fit(const struct lists *l, size_t skip, size_t left, size_t max, cJSON **answer)
{
	size_t low = left > 0, high, middle;

	high = left < max / LEAST_ITEM ? left + 1 : max / LEAST_ITEM + 1;
	while (high > low + 1) {
		middle = low + (high - low) / 2;
		if (compose(l, skip, middle, answer) <= max)
			low = middle;
		else
			high = middle;
	}
	return compose(l, skip, low, answer);
}

cJSON *
lists_finish(struct lists *l, long max_tokens, long skip, struct error *e)
{
	size_t total = count_items(l), from = (size_t)skip, left, cost = 0;
	cJSON *answer = NULL;

	left = from < total ? total - from : 0;
	if (max_tokens == 0)
		compose(l, from, left, &answer);
	else
		cost = fit(l, from, left, (size_t)max_tokens, &answer);
	if (cost > (size_t)max_tokens) {
		result_refuse(max_tokens, cost, e);
		cJSON_Delete(answer);
		answer = NULL;
	}
	for (size_t i = 0; i < l->n; i++)
		cJSON_Delete(l->v[i]);
	cJSON_Delete(l->details);
	return answer;
}
