/* schema: values checked by a JSON Schema, and filled with its defaults */
#include "contract/schema.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/check.h"
#include <stdlib.h>
#include <string.h>

/*
 * Steps that a check may take: enough for any schema that looks at each
 * value a bounded number of times, not for one that is exponential.
 */
#define STEPS           1000000
#define STEPS_PER_VALUE 100
#define TOLD            3 /* problems in one message */

static size_t
count_values(const cJSON *v)
{
	size_t n = 1;

	for (const cJSON *m = v->child; m != NULL; m = m->next)
		n += count_values(m);
	return n;
}

/*
 * The verdict. When it is no, a second pass finds out why: it may give up
 * where the first did not, then what it found so far is told.
 */
static bool
run(struct check *c, const struct schema *s, const cJSON *value)
{
	size_t steps = STEPS + STEPS_PER_VALUE * count_values(value);
	bool fits;

	*c = (struct check){.steps = steps};
	fits = check_node(c, s->nodes[0], value);
	if (!fits && c->stopped == NULL) {
		c->steps = steps;
		c->loud = true;
		check_node(c, s->nodes[0], value);
		c->stopped = NULL;
		problems_locate(&c->problems, value);
	}
	pairs_release(&c->memo);
	return fits && c->stopped == NULL;
}

static void
add_unexplained(struct buf *b, const struct check *c)
{
	if (c->stopped != NULL)
		buf_addf(b, "the value is too complex for its schema: %s",
		    c->stopped);
	else
		buf_adds(b, "the value does not fit its schema");
}

int
schema_check(struct schema *s, const cJSON *value, struct error *e)
{
	struct check c;
	struct buf b = {0};
	size_t i;

	if (run(&c, s, value))
		return 0;
	if (c.problems.n == 0)
		add_unexplained(&b, &c);
	for (i = 0; i < c.problems.n && i < TOLD; i++) {
		buf_adds(&b, i > 0 ? "; " : "");
		problem_describe(&b, &c.problems.v[i]);
	}
	if (i < c.problems.n)
		buf_addf(&b, "; and %zu more", c.problems.n - i);
	problems_release(&c.problems);
	error_set(e, ERROR_INVALID_ARGUMENTS, "%s", buf_str(&b));
	buf_release(&b);
	return -1;
}

static cJSON *
problem_json(const struct problem *p)
{
	cJSON *json = cJSON_CreateObject();
	struct buf b = {0};

	cJSON_AddStringToObject(json, "instanceLocation", p->pointer);
	buf_adds(&b, p->node->pointer);
	if (p->rule->keyword < KEYWORDS)
		pointer_add(&b, keyword_name(p->rule->keyword));
	cJSON_AddStringToObject(json, "keywordLocation", buf_str(&b));
	buf_truncate(&b, 0);
	problem_describe(&b, p);
	cJSON_AddStringToObject(json, "error", buf_str(&b));
	buf_release(&b);
	return json;
}

cJSON *
schema_problems(struct schema *s, const cJSON *value)
{
	cJSON *all = cJSON_CreateArray(), *json;
	struct check c;
	struct buf b = {0};

	if (run(&c, s, value))
		return all;
	for (size_t i = 0; i < c.problems.n; i++)
		cJSON_AddItemToArray(all, problem_json(&c.problems.v[i]));
	if (c.problems.n == 0) {
		json = cJSON_CreateObject();
		add_unexplained(&b, &c);
		cJSON_AddStringToObject(json, "instanceLocation", "");
		cJSON_AddStringToObject(json, "keywordLocation", "");
		cJSON_AddStringToObject(json, "error", buf_str(&b));
		cJSON_AddItemToArray(all, json);
		buf_release(&b);
	}
	problems_release(&c.problems);
	return all;
}

void
schema_fill_defaults(const cJSON *schema_json, cJSON *value)
{
	const cJSON *items = json_get(schema_json, "items"), *property;
	const cJSON *fallback;
	cJSON *m;

	if (cJSON_IsArray(value)) {
		cJSON_ArrayForEach(m, value)
			schema_fill_defaults(items, m);
		return;
	}
	if (!cJSON_IsObject(value))
		return;
	cJSON_ArrayForEach(property, json_get(schema_json, "properties")) {
		m = json_get(value, property->string);
		fallback = json_get(property, "default");
		if (m == NULL && fallback != NULL)
			cJSON_AddItemToObject(
			    value, property->string, json_copy(fallback));
		else if (m != NULL)
			schema_fill_defaults(property, m);
	}
}
