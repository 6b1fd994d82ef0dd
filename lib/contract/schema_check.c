/* schema_check: whether a value fits the rules of a schema's node */
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/check.h"
#include <stdlib.h>
#include <string.h>

#define CHECK_DEPTH 3000 /* schemas being checked within each other */

static const char *const type_names[TYPES] = {
    "null", "boolean", "integer", "number", "string", "array", "object"};

const char *
type_name(int type)
{
	int i = 0;

	while (type >> i != 1)
		i++;
	return type_names[i];
}

int
type_of(const cJSON *v)
{
	char own[JSON_NUMBER];
	struct decimal d;

	switch (v->type & 0xFF) {
	case cJSON_False:
	case cJSON_True:
		return TYPE_BOOLEAN;
	case cJSON_Number:
		if (decimal_read(&d, json_number_text(v, own)) == 0 &&
		    decimal_is_integer(&d))
			return TYPE_NUMBER | TYPE_INTEGER;
		return TYPE_NUMBER;
	case cJSON_String:
		return TYPE_STRING;
	case cJSON_Array:
		return TYPE_ARRAY;
	case cJSON_Object:
		return TYPE_OBJECT;
	default:
		return TYPE_NULL;
	}
}

/* Notes a problem, when they are wanted; returns false. */
static bool
problem(struct check *c, const struct rule *r, const cJSON *at,
    const char *name, const char *detail)
{
	struct problems *p = &c->problems;

	if (!c->loud || c->stopped || p->n == PROBLEMS)
		return false;
	if (p->v == NULL)
		p->v = xcalloc(PROBLEMS, sizeof(*p->v));
	p->v[p->n++] = (struct problem){
	    .at = at,
	    .rule = r,
	    .node = r->node,
	    .name = name ? xstrdup(name) : NULL,
	    .detail = detail ? xstrdup(detail) : NULL,
	};
	return false;
}

void
problems_release(struct problems *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].name);
		free(p->v[i].detail);
		free(p->v[i].pointer);
		free(p->v[i].subject);
	}
	free(p->v);
	*p = (struct problems){0};
}

static bool
stop(struct check *c, const char *why)
{
	if (c->stopped == NULL)
		c->stopped = why;
	return false;
}

/* Without a word about what is wrong. */
static bool
fits(struct check *c, const struct node *node, const cJSON *v)
{
	bool loud = c->loud, verdict;

	c->loud = false;
	verdict = check_node(c, node, v);
	c->loud = loud;
	return verdict;
}

static bool
finds(struct check *c, struct pattern *p, const char *text)
{
	struct buf plain = {0};
	size_t start, end;
	const char *nul;
	int found;

	/* U+0000 is C0 80 in our trees, and NUL for PCRE2 */
	while ((nul = strstr(text, "\xC0\x80")) != NULL) {
		buf_add(&plain, text, (size_t)(nul - text));
		buf_addc(&plain, '\0');
		text = nul + 2;
	}
	buf_adds(&plain, text);
	found =
	    pattern_find(p, buf_str(&plain), plain.len, 0, &start, &end, NULL);
	buf_release(&plain);
	return found < 0 ? stop(c, "a pattern takes too long on it")
			 : found > 0;
}

static bool
check_ref(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_node(c, r->entries[0].node, v);
}

static bool
check_type(struct check *c, const struct rule *r, const cJSON *v)
{
	return (r->types & type_of(v)) || problem(c, r, v, NULL, NULL);
}

static bool
check_values(struct check *c, const struct rule *r, const cJSON *v)
{
	const cJSON *known =
	    r->keyword == KEYWORD_CONST ? r->value : r->value->child;
	uint64_t hash = json_hash(v);

	for (size_t i = 0; i < r->n; i++, known = known->next)
		if (r->hashes[i] == hash && json_equal(known, v))
			return true;
	return problem(c, r, v, NULL, NULL);
}

static bool
check_needs(struct check *c, const struct rule *r, const struct strv *names,
    const char *because, const cJSON *v)
{
	bool ok = true;

	for (size_t i = 0; i < names->n; i++)
		if (json_get(v, names->v[i]) == NULL)
			ok = problem(c, r, v, names->v[i], because);
	return ok;
}

static bool
check_required(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_needs(c, r, &r->names, NULL, v);
}

/* dependentRequired, dependentSchemas and dependencies. */
static bool
check_dependent(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct entry *d;
	bool ok = true;

	for (d = r->entries; d < r->entries + r->n; d++) {
		if (json_get(v, d->name) == NULL)
			continue;
		if (d->node != NULL)
			ok &= check_node(c, d->node, v);
		else
			ok &= check_needs(c, r, &d->needs, d->name, v);
	}
	return ok;
}

static bool
check_property_names(struct check *c, const struct rule *r, const cJSON *v)
{
	bool ok = true, forgetful = c->forgetful;

	c->forgetful = true;
	for (const cJSON *m = v->child; m != NULL; m = m->next) {
		cJSON name = {.type = cJSON_String, .valuestring = m->string};

		if (!fits(c, r->entries[0].node, &name))
			ok = problem(c, r, m, NULL, NULL);
	}
	c->forgetful = forgetful;
	return ok;
}

static bool
check_properties(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct entry *known;
	bool ok = true;

	for (const cJSON *m = v->child; m != NULL && (ok || c->loud);
	     m = m->next)
		if ((known = rule_entry(r, m->string)) != NULL)
			ok &= check_node(c, known->node, m);
	return ok;
}

static bool
check_pattern_properties(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct entry *p;
	bool ok = true;

	for (const cJSON *m = v->child; m != NULL && (ok || c->loud);
	     m = m->next)
		for (p = r->entries; p < r->entries + r->n; p++)
			if (finds(c, p->pattern, m->string))
				ok &= check_node(c, p->node, m);
	return ok;
}

/* Whether properties or patternProperties beside r speak of the name. */
static bool
is_known(struct check *c, const struct rule *r, const char *name)
{
	const struct rule *known = node_rule(r->node, KEYWORD_PROPERTIES);
	const struct rule *p = node_rule(r->node, KEYWORD_PATTERN_PROPERTIES);

	if (known != NULL && rule_entry(known, name) != NULL)
		return true;
	for (size_t i = 0; p != NULL && i < p->n; i++)
		if (finds(c, p->entries[i].pattern, name))
			return true;
	return false;
}

static bool
check_additional_properties(
    struct check *c, const struct rule *r, const cJSON *v)
{
	const struct node *node = r->entries[0].node;
	bool ok = true;

	for (const cJSON *m = v->child; m != NULL && (ok || c->loud);
	     m = m->next) {
		if (is_known(c, r, m->string))
			continue;
		if (node->is == NO)
			ok = problem(c, r, m, NULL, NULL);
		else
			ok &= check_node(c, node, m);
	}
	return ok;
}

/* minProperties, maxItems and so on: how many there are, by the limit. */
static bool
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
		return n >= r->count || problem(c, r, v, NULL, NULL);
	default:
		return n <= r->count || problem(c, r, v, NULL, NULL);
	}
}

/* The items from the n-th on by one schema, or each by its own. */
static bool
check_items_from(
    struct check *c, const struct rule *r, size_t n, const cJSON *v)
{
	const cJSON *m = v->child;
	bool ok = true;
	size_t i;

	for (i = 0; m != NULL && i < n; i++)
		m = m->next;
	for (i = 0; m != NULL && (ok || c->loud); m = m->next, i++) {
		if (r->is_list && i == r->n)
			break;
		ok &= check_node(c, r->entries[r->is_list ? i : 0].node, m);
	}
	return ok;
}

static bool
check_prefix_items(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_items_from(c, r, 0, v);
}

static bool
check_items(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *p = node_rule(r->node, KEYWORD_PREFIX_ITEMS);

	return check_items_from(c, r, p && !r->is_list ? p->n : 0, v);
}

static bool
check_additional_items(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *items = node_rule(r->node, KEYWORD_ITEMS);

	if (items == NULL || !items->is_list)
		return true;
	return check_items_from(c, r, items->n, v);
}

static bool
check_contains(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *min = node_rule(r->node, KEYWORD_MIN_CONTAINS);
	const struct rule *max = node_rule(r->node, KEYWORD_MAX_CONTAINS);
	char count[24];
	size_t n = 0;

	for (const cJSON *m = v->child; m != NULL; m = m->next)
		n += fits(c, r->entries[0].node, m);
	snprintf(count, sizeof(count), "%zu", n);
	if (max != NULL && n > max->count)
		return problem(c, max, v, NULL, count);
	if (n < (min ? min->count : 1))
		return problem(c, min ? min : r, v, NULL, count);
	return true;
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

/* Two equal ones among those of one hash, from i on; their places. */
static bool
find_twins(struct check *c, const struct hashed *h, size_t n, size_t i,
    char *places, size_t size)
{
	for (size_t j = i + 1; j < n && h[j].hash == h[i].hash; j++) {
		if (c->steps == 0)
			return stop(c, "it has too many alike items"), true;
		c->steps--;
		if (!json_equal(h[i].value, h[j].value))
			continue;
		snprintf(places, size, "%zu and %zu", h[i].index, h[j].index);
		return true;
	}
	return false;
}

static bool
check_unique_items(struct check *c, const struct rule *r, const cJSON *v)
{
	size_t n = (size_t)cJSON_GetArraySize(v), i = 0;
	struct hashed *h;
	char places[64] = "";

	if (cJSON_IsFalse(r->value))
		return true;
	h = xcalloc(n, sizeof(*h));
	for (const cJSON *m = v->child; m != NULL; m = m->next, i++)
		h[i] = (struct hashed){json_hash(m), i, m};
	qsort(h, n, sizeof(*h), compare_hashed);
	for (i = 0; i < n; i++)
		if (find_twins(c, h, n, i, places, sizeof(places)))
			break;
	free(h);
	return i == n || problem(c, r, v, NULL, places);
}

static bool
check_pattern(struct check *c, const struct rule *r, const cJSON *v)
{
	return finds(c, r->pattern, v->valuestring) ||
	       problem(c, r, v, NULL, NULL);
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

static bool
check_number(struct check *c, const struct rule *r, const cJSON *v)
{
	char own[JSON_NUMBER];
	struct decimal d;

	if (decimal_read(&d, json_number_text(v, own)) < 0)
		return stop(c, "a number has too many digits");
	return within(r, &d) || problem(c, r, v, NULL, NULL);
}

static bool
check_all_of(struct check *c, const struct rule *r, const cJSON *v)
{
	bool ok = true;

	for (size_t i = 0; i < r->n && (ok || c->loud); i++)
		ok &= check_node(c, r->entries[i].node, v);
	return ok;
}

/* How far v is from fitting: not even the type, another kind, details. */
static size_t
distance(const struct problems *p, const cJSON *v)
{
	size_t far = p->n;

	for (size_t i = 0; i < p->n; i++) {
		enum keyword k = p->v[i].rule->keyword;
		const cJSON *m = cJSON_IsObject(v) ? v->child : NULL;

		if (k == KEYWORD_TYPE && p->v[i].at == v)
			return SIZE_MAX;
		while (m != NULL && m != p->v[i].at)
			m = m->next;
		if ((k == KEYWORD_CONST || k == KEYWORD_ENUM) && m != NULL)
			far += 1000;
	}
	return far;
}

/* No branch fits: tells the problems of the one that is nearest. */
static bool
explain_branches(struct check *c, const struct rule *r, const cJSON *v)
{
	struct problems before = c->problems, best = {0};
	size_t far, least = SIZE_MAX;

	for (size_t i = 0; i < r->n; i++) {
		c->problems = (struct problems){0};
		check_node(c, r->entries[i].node, v);
		far = distance(&c->problems, v);
		if (c->problems.n > 0 && far < least) {
			struct problems worse = best;

			best = c->problems;
			c->problems = worse;
			least = far;
		}
		problems_release(&c->problems);
	}
	c->problems = before;
	for (size_t i = 0; i < best.n; i++)
		problem(c, best.v[i].rule, best.v[i].at, best.v[i].name,
		    best.v[i].detail);
	if (best.n == 0)
		problem(c, r, v, NULL, NULL);
	problems_release(&best);
	return false;
}

static bool
check_any_of(struct check *c, const struct rule *r, const cJSON *v)
{
	for (size_t i = 0; i < r->n; i++)
		if (fits(c, r->entries[i].node, v))
			return true;
	return c->loud && explain_branches(c, r, v);
}

static bool
check_one_of(struct check *c, const struct rule *r, const cJSON *v)
{
	struct buf which = {0};
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < r->n && (n < 2 || c->loud); i++)
		if (fits(c, r->entries[i].node, v))
			buf_addf(&which, "%s%zu", n++ ? " and " : "", i + 1);
	ok = n == 1;
	if (n > 1)
		problem(c, r, v, NULL, buf_str(&which));
	else if (n == 0 && c->loud)
		explain_branches(c, r, v);
	buf_release(&which);
	return ok;
}

static bool
check_not(struct check *c, const struct rule *r, const cJSON *v)
{
	return !fits(c, r->entries[0].node, v) || problem(c, r, v, NULL, NULL);
}

static bool
check_if(struct check *c, const struct rule *r, const cJSON *v)
{
	enum keyword k =
	    fits(c, r->entries[0].node, v) ? KEYWORD_THEN : KEYWORD_ELSE;
	const struct rule *branch = node_rule(r->node, k);

	return branch == NULL || check_node(c, branch->entries[0].node, v);
}

/* A keyword without a check is read by another, or is only a definition. */
static const struct {
	bool (*check)(struct check *c, const struct rule *r, const cJSON *v);
	int types; /* the values that it looks at; 0: all */
} checks[KEYWORDS] = {
    [KEYWORD_REF] = {check_ref, 0},
    [KEYWORD_TYPE] = {check_type, 0},
    [KEYWORD_CONST] = {check_values, 0},
    [KEYWORD_ENUM] = {check_values, 0},
    [KEYWORD_REQUIRED] = {check_required, TYPE_OBJECT},
    [KEYWORD_DEPENDENT_REQUIRED] = {check_dependent, TYPE_OBJECT},
    [KEYWORD_PROPERTY_NAMES] = {check_property_names, TYPE_OBJECT},
    [KEYWORD_PROPERTIES] = {check_properties, TYPE_OBJECT},
    [KEYWORD_PATTERN_PROPERTIES] = {check_pattern_properties, TYPE_OBJECT},
    [KEYWORD_ADDITIONAL_PROPERTIES] = {check_additional_properties,
	TYPE_OBJECT},
    [KEYWORD_MIN_PROPERTIES] = {check_size, TYPE_OBJECT},
    [KEYWORD_MAX_PROPERTIES] = {check_size, TYPE_OBJECT},
    [KEYWORD_DEPENDENT_SCHEMAS] = {check_dependent, TYPE_OBJECT},
    [KEYWORD_DEPENDENCIES] = {check_dependent, TYPE_OBJECT},
    [KEYWORD_MIN_ITEMS] = {check_size, TYPE_ARRAY},
    [KEYWORD_MAX_ITEMS] = {check_size, TYPE_ARRAY},
    [KEYWORD_PREFIX_ITEMS] = {check_prefix_items, TYPE_ARRAY},
    [KEYWORD_ITEMS] = {check_items, TYPE_ARRAY},
    [KEYWORD_ADDITIONAL_ITEMS] = {check_additional_items, TYPE_ARRAY},
    [KEYWORD_CONTAINS] = {check_contains, TYPE_ARRAY},
    [KEYWORD_UNIQUE_ITEMS] = {check_unique_items, TYPE_ARRAY},
    [KEYWORD_MIN_LENGTH] = {check_size, TYPE_STRING},
    [KEYWORD_MAX_LENGTH] = {check_size, TYPE_STRING},
    [KEYWORD_PATTERN] = {check_pattern, TYPE_STRING},
    [KEYWORD_MINIMUM] = {check_number, TYPE_NUMBER},
    [KEYWORD_MAXIMUM] = {check_number, TYPE_NUMBER},
    [KEYWORD_EXCLUSIVE_MINIMUM] = {check_number, TYPE_NUMBER},
    [KEYWORD_EXCLUSIVE_MAXIMUM] = {check_number, TYPE_NUMBER},
    [KEYWORD_MULTIPLE_OF] = {check_number, TYPE_NUMBER},
    [KEYWORD_ALL_OF] = {check_all_of, 0},
    [KEYWORD_ANY_OF] = {check_any_of, 0},
    [KEYWORD_ONE_OF] = {check_one_of, 0},
    [KEYWORD_NOT] = {check_not, 0},
    [KEYWORD_IF] = {check_if, 0},
};

static bool
check_rules(struct check *c, const struct node *node, const cJSON *v)
{
	int types = type_of(v);
	bool ok = true;

	for (const struct rule *r = node->rules; r < node->rules + node->n;
	     r++) {
		enum keyword k = r->keyword;

		if (checks[k].check == NULL ||
		    (checks[k].types && !(checks[k].types & types)) ||
		    checks[k].check(c, r, v))
			continue;
		ok = false;
		/* what is of another kind needs no further remarks */
		if (!c->loud || k == KEYWORD_TYPE || k == KEYWORD_CONST ||
		    k == KEYWORD_ENUM)
			break;
	}
	return ok;
}

bool
check_node(struct check *c, const struct node *node, const cJSON *v)
{
	bool remember = node->referenced && !c->loud && !c->forgetful, ok;
	size_t verdict;

	if (c->stopped != NULL)
		return false;
	if (c->steps == 0 || c->depth == CHECK_DEPTH)
		return stop(c, "it takes too many steps");
	c->steps--;
	if (node->is == YES)
		return true;
	if (node->is == NO)
		return problem(c, &node->rules[0], v, NULL, NULL);
	if (remember && (verdict = *pairs_at(&c->memo, node, v)) > 0)
		return verdict == 2;
	c->depth++;
	ok = check_rules(c, node, v);
	c->depth--;
	if (remember && c->stopped == NULL)
		*pairs_at(&c->memo, node, v) = ok ? 2 : 1;
	return ok;
}
