/* schema_value: the rules that look at a value without its members */
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/check.h"
#include <stdlib.h>
#include <string.h>

bool
check_type(struct check *c, const struct rule *r, const cJSON *v)
{
	return (r->types & type_of(v)) || check_problem(c, r, v, NULL, NULL);
}

bool
check_values(struct check *c, const struct rule *r, const cJSON *v)
{
	const cJSON *known =
	    r->keyword == KEYWORD_CONST ? r->value : r->value->child;
	uint64_t hash = json_hash(v);

	for (size_t i = 0; i < r->n; i++, known = known->next)
		if (r->hashes[i] == hash && json_equal(known, v))
			return true;
	return check_problem(c, r, v, NULL, NULL);
}

/* minProperties, maxItems and so on: how many there are, by the limit. */
bool
check_size(struct check *c, const struct rule *r, const cJSON *v)
{
	size_t n = 0;

	if (cJSON_IsString(v)) {
		for (const char *p = v->valuestring; *p != '\0'; p++)
			n +=
			    (*p & 0xC0) != 0x80; /* code points; C0 80 is one */
	} else {
		n = (size_t)cJSON_GetArraySize(v);
	}
	switch (r->keyword) {
	case KEYWORD_MIN_PROPERTIES:
	case KEYWORD_MIN_ITEMS:
	case KEYWORD_MIN_LENGTH:
		return n >= r->count || check_problem(c, r, v, NULL, NULL);
	default:
		return n <= r->count || check_problem(c, r, v, NULL, NULL);
	}
}

struct hashed {
	uint64_t hash;
	size_t index;
	const cJSON *value;
};

static int
compare_hashed(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Of those of one hash, from h on: one that equals the first, or NULL. */
static const struct hashed *
find_twin(struct check *c, const struct hashed *h, const struct hashed *end)
{
	for (const struct hashed *t = h + 1; t < end && t->hash == h->hash;
	     t++) {
		if (json_equal(h->value, t->value))
			return t;
		/* unequal ones of one hash come from who wants to stop us */
		if (c->steps == 0) {
			check_stop(c, "it has too many alike items");
			break;
		}
		c->steps--;
	}
	return NULL;
}

bool
check_unique_items(struct check *c, const struct rule *r, const cJSON *v)
{
	size_t n = (size_t)cJSON_GetArraySize(v), i = 0;
	const struct hashed *twin = NULL;
	struct hashed *h;
	char places[64] = "";

	if (cJSON_IsFalse(r->value))
		return true;
	h = xcalloc(n, sizeof(*h));
	for (const cJSON *m = v->child; m != NULL; m = m->next, i++)
		h[i] = (struct hashed){json_hash(m), i, m};
	qsort(h, n, sizeof(*h), compare_hashed);
	for (i = 0; i < n && twin == NULL && !c->stopped; i++)
		twin = find_twin(c, &h[i], h + n);
	if (twin != NULL)
		snprintf(places, sizeof(places), "%zu and %zu", h[i - 1].index,
		    twin->index);
	free(h);
	return twin == NULL || check_problem(c, r, v, NULL, places);
}

bool
check_pattern(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_finds(c, r->pattern, v->valuestring) ||
	       check_problem(c, r, v, NULL, NULL);
}

static bool
within(const struct rule *r, const struct decimal *d)
{
	int order;

	if (r->keyword == KEYWORD_MULTIPLE_OF)
		return decimal_is_multiple(d, &r->limit);
	order = decimal_compare(d, &r->limit);
	switch (r->keyword) {
	case KEYWORD_MINIMUM:
		return order >= 0;
	case KEYWORD_MAXIMUM:
		return order <= 0;
	case KEYWORD_EXCLUSIVE_MINIMUM:
		return order > 0;
	default:
		return order < 0;
	}
}

bool
check_number(struct check *c, const struct rule *r, const cJSON *v)
{
	char own[JSON_NUMBER];
	struct decimal d;

	if (decimal_read(&d, json_number_text(v, own)) < 0)
		return check_stop(c, "a number has too many digits");
	return within(r, &d) || check_problem(c, r, v, NULL, NULL);
}
