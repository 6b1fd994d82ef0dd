/* fit: as many items of an answer as max_tokens allows */
#include "contract/fit.h"
#include "base/json.h"
#include "contract/result.h"
#include "contract/tool.h"

struct fitting {
	fit_build *build;
	long max_tokens;
};

static cJSON *
build(const struct fitting *f, long n)
{
	cJSON *details = f->build(n);

	/* tool_answer will say so: it is counted */
	if (tool_upstream_truncated())
		json_set(details, "upstream_truncated", cJSON_CreateTrue());
	return details;
}

static bool
fits(const struct fitting *f, long n)
{
	cJSON *details = build(f, n);
	bool good = result_cost(details) <= (size_t)f->max_tokens;

	cJSON_Delete(details);
	return good;
}

/*
 * How many fit: doubled until they do not, then bisected, so that no more
 * of a long answer is ever counted than twice what is given.
 */
static long
count_fitting(const struct fitting *f, long most)
{
	long low = 0, high = 1, middle;

	while (high < most && fits(f, high)) {
		low = high;
		high *= 2;
	}
	if (high >= most) {
		/* all of it lacks `next`, and may fit where less does not */
		if (fits(f, most))
			return most;
		high = most;
	}
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (fits(f, middle))
			low = middle;
		else
			high = middle;
	}
	return low;
}

cJSON *
fit(fit_build *builder, long most, const char *key, long max_tokens,
    struct error *e)
{
	struct fitting f = {builder, max_tokens};
	cJSON *details, *list;
	size_t cost;
	long n;

	if (max_tokens == 0)
		return build(&f, most);
	n = count_fitting(&f, most);
	details = build(&f, n > 0 || most == 0 ? n : 1);
	cost = result_cost(details);
	if (cost <= (size_t)max_tokens)
		return details;
	list = json_get(details, key);
	if (list->child != NULL && result_cut(details, list->child, max_tokens))
		return details;
	result_refuse(details, cost, max_tokens, e);
	cJSON_Delete(details);
	return NULL;
}
