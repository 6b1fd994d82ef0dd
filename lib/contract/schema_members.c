/* schema_members: the rules that look into objects and arrays */
#include "base/json.h"
#include "contract/check.h"

static bool
check_needs(struct check *c, const struct rule *r, const struct strv *names,
    const char *because, const cJSON *v)
{
	bool ok = true;

	for (size_t i = 0; i < names->n; i++)
		if (json_get(v, names->v[i]) == NULL)
			ok = check_problem(c, r, v, names->v[i], because);
	return ok;
}

bool
check_required(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_needs(c, r, &r->names, NULL, v);
}

/* dependentRequired, dependentSchemas and dependencies. */
bool
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

bool
check_property_names(struct check *c, const struct rule *r, const cJSON *v)
{
	bool ok = true, forgetful = c->forgetful;

	c->forgetful = true;
	for (const cJSON *m = v->child; m != NULL; m = m->next) {
		cJSON name = {.type = cJSON_String, .valuestring = m->string};

		if (!check_fits(c, r->entries[0].node, &name))
			ok = check_problem(c, r, m, NULL, NULL);
	}
	c->forgetful = forgetful;
	return ok;
}

bool
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

bool
check_pattern_properties(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct entry *p;
	bool ok = true;

	for (const cJSON *m = v->child; m != NULL && (ok || c->loud);
	     m = m->next)
		for (p = r->entries; p < r->entries + r->n; p++)
			if (check_finds(c, p->pattern, m->string))
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
		if (check_finds(c, p->entries[i].pattern, name))
			return true;
	return false;
}

bool
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
			ok = check_problem(c, r, m, NULL, NULL);
		else
			ok &= check_node(c, node, m);
	}
	return ok;
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

bool
check_prefix_items(struct check *c, const struct rule *r, const cJSON *v)
{
	return check_items_from(c, r, 0, v);
}

bool
check_items(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *p = node_rule(r->node, KEYWORD_PREFIX_ITEMS);

	return check_items_from(c, r, p && !r->is_list ? p->n : 0, v);
}

bool
check_additional_items(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *items = node_rule(r->node, KEYWORD_ITEMS);

	if (items == NULL || !items->is_list)
		return true;
	return check_items_from(c, r, items->n, v);
}

bool
check_contains(struct check *c, const struct rule *r, const cJSON *v)
{
	const struct rule *min = node_rule(r->node, KEYWORD_MIN_CONTAINS);
	const struct rule *max = node_rule(r->node, KEYWORD_MAX_CONTAINS);
	char count[24];
	size_t n = 0;

	for (const cJSON *m = v->child; m != NULL; m = m->next)
		n += check_fits(c, r->entries[0].node, m);
	snprintf(count, sizeof(count), "%zu", n);
	if (max != NULL && n > max->count)
		return check_problem(c, max, v, NULL, count);
	if (n < (min ? min->count : 1))
		return check_problem(c, min ? min : r, v, NULL, count);
	return true;
}
