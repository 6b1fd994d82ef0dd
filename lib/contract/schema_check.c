/* schema_check: whether a value fits the rules of a schema's node */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/check.h"
#include <stdlib.h>
#include <string.h>

#define CHECK_DEPTH 3000 /* schemas being checked within each other */
#define BRANCHES    3    /* levels of anyOf and oneOf that are explained */

static const char *const type_names[TYPES] = {
    "boolean", "integer", "number", "string", "array", "object", "null"};

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
bool
check_problem(struct check *c, const struct rule *r, const cJSON *at,
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

bool
check_stop(struct check *c, const char *why)
{
	if (c->stopped == NULL)
		c->stopped = why;
	return false;
}

/* Without a word about what is wrong. */
bool
check_fits(struct check *c, const struct node *node, const cJSON *v)
{
	bool loud = c->loud, verdict;

	c->loud = false;
	verdict = check_node(c, node, v);
	c->loud = loud;
	return verdict;
}

bool
check_finds(struct check *c, struct pattern *p, const char *text)
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
	return found < 0 ? check_stop(c, "a pattern takes too long on it")
			 : found > 0;
}

static bool
check_ref(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_node(c, r->entries[0].node, v);
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

/* Appends what there is room for, and leaves src empty. */
static void
move_problems(struct problems *to, struct problems *from)
{
	if (to->v == NULL) {
		*to = *from;
		*from = (struct problems){0};
		return;
	}
	while (from->n > 0 && to->n < PROBLEMS) {
		to->v[to->n++] = from->v[0];
		memmove(from->v, from->v + 1, --from->n * sizeof(*from->v));
	}
	problems_release(from);
}

/*
 * No branch fits: tells the problems of the one that is nearest. Not within
 * branches of branches and so on: that would be exponential.
 */
static void
explain_branches(struct check *c, const struct rule *r, const cJSON *v)
{
	struct problems before = c->problems, best = {0}, other;
	size_t far, least = SIZE_MAX;

	for (size_t i = 0; c->branches < BRANCHES && i < r->n; i++) {
		c->problems = (struct problems){0};
		c->branches++;
		check_node(c, r->entries[i].node, v);
		c->branches--;
		far = distance(&c->problems, v);
		other = c->problems;
		if (other.n > 0 && far < least) {
			other = best;
			best = c->problems;
			least = far;
		}
		problems_release(&other);
	}
	c->problems = before;
	if (best.n > 0)
		move_problems(&c->problems, &best);
	else
		check_problem(c, r, v, NULL, NULL);
}

static bool
check_any_of(struct check *c, const struct rule *r, const cJSON *v)
{
	for (size_t i = 0; i < r->n; i++)
		if (check_fits(c, r->entries[i].node, v))
			return true;
	if (c->loud)
		explain_branches(c, r, v);
	return false;
}

static bool
check_one_of(struct check *c, const struct rule *r, const cJSON *v)
{
	struct buf which = {0};
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < r->n && (n < 2 || c->loud); i++)
		if (check_fits(c, r->entries[i].node, v))
			buf_addf(&which, "%s%zu", n++ ? " and " : "", i + 1);
	ok = n == 1;
	if (n > 1)
		check_problem(c, r, v, NULL, buf_str(&which));
	else if (n == 0 && c->loud)
		explain_branches(c, r, v);
	buf_release(&which);
	return ok;
}

static bool
check_not(struct check *c, const struct rule *r, const cJSON *v)
{
	return !check_fits(c, r->entries[0].node, v) ||
	       check_problem(c, r, v, NULL, NULL);
}

static bool
check_if(struct check *c, const struct rule *r, const cJSON *v)
{
	enum keyword k =
	    check_fits(c, r->entries[0].node, v) ? KEYWORD_THEN : KEYWORD_ELSE;
	const struct rule *branch = node_rule(r->node, k);

	return branch == NULL || check_node(c, branch->entries[0].node, v);
}

/* A keyword without a check is read by another, or is only a definition. */
static const struct {
	check_rule *check;
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
		return check_stop(c, "it takes too many steps");
	c->steps--;
	if (node->is == YES)
		return true;
	if (node->is == NO)
		return check_problem(c, &node->rules[0], v, NULL, NULL);
	if (remember && (verdict = *pairs_at(&c->memo, node, v)) > 0)
		return verdict == 2;
	c->depth++;
	ok = check_rules(c, node, v);
	c->depth--;
	if (remember && c->stopped == NULL)
		*pairs_at(&c->memo, node, v) = ok ? 2 : 1;
	return ok;
}
