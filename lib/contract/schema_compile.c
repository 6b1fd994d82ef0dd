/* schema_compile: a JSON Schema's nodes and rules, or what it has too much */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/rules.h"
#include <stdlib.h>
#include <string.h>

#define SCHEMA_DEPTH 128  /* schemas within schemas */
#define SCHEMA_CHAIN 1000 /* schemas that look at the same value */

enum { D7 = 1, D2020 = 2, ALL = 3 };

static const struct {
	const char *name;
	enum shape shape;
	int drafts;
} keywords[KEYWORDS] = {
    [KEYWORD_REF] = {"$ref", SHAPE_REF, ALL},
    [KEYWORD_TYPE] = {"type", SHAPE_TYPE, ALL},
    [KEYWORD_CONST] = {"const", SHAPE_CONST, ALL},
    [KEYWORD_ENUM] = {"enum", SHAPE_ENUM, ALL},
    [KEYWORD_REQUIRED] = {"required", SHAPE_NAMES, ALL},
    [KEYWORD_DEPENDENT_REQUIRED] = {"dependentRequired", SHAPE_NEEDS, D2020},
    [KEYWORD_PROPERTY_NAMES] = {"propertyNames", SHAPE_SCHEMA, ALL},
    [KEYWORD_PROPERTIES] = {"properties", SHAPE_MAP, ALL},
    [KEYWORD_PATTERN_PROPERTIES] = {"patternProperties", SHAPE_PATTERNS, ALL},
    [KEYWORD_ADDITIONAL_PROPERTIES] = {"additionalProperties", SHAPE_SCHEMA,
	ALL},
    [KEYWORD_MIN_PROPERTIES] = {"minProperties", SHAPE_COUNT, ALL},
    [KEYWORD_MAX_PROPERTIES] = {"maxProperties", SHAPE_COUNT, ALL},
    [KEYWORD_DEPENDENT_SCHEMAS] = {"dependentSchemas", SHAPE_MAP, D2020},
    [KEYWORD_DEPENDENCIES] = {"dependencies", SHAPE_EITHER, ALL},
    [KEYWORD_MIN_ITEMS] = {"minItems", SHAPE_COUNT, ALL},
    [KEYWORD_MAX_ITEMS] = {"maxItems", SHAPE_COUNT, ALL},
    [KEYWORD_PREFIX_ITEMS] = {"prefixItems", SHAPE_SCHEMAS, D2020},
    [KEYWORD_ITEMS] = {"items", SHAPE_ITEMS, ALL},
    [KEYWORD_ADDITIONAL_ITEMS] = {"additionalItems", SHAPE_SCHEMA, ALL},
    [KEYWORD_CONTAINS] = {"contains", SHAPE_SCHEMA, ALL},
    [KEYWORD_MIN_CONTAINS] = {"minContains", SHAPE_COUNT, D2020},
    [KEYWORD_MAX_CONTAINS] = {"maxContains", SHAPE_COUNT, D2020},
    [KEYWORD_UNIQUE_ITEMS] = {"uniqueItems", SHAPE_BOOLEAN, ALL},
    [KEYWORD_MIN_LENGTH] = {"minLength", SHAPE_COUNT, ALL},
    [KEYWORD_MAX_LENGTH] = {"maxLength", SHAPE_COUNT, ALL},
    [KEYWORD_PATTERN] = {"pattern", SHAPE_PATTERN, ALL},
    [KEYWORD_MINIMUM] = {"minimum", SHAPE_NUMBER, ALL},
    [KEYWORD_MAXIMUM] = {"maximum", SHAPE_NUMBER, ALL},
    [KEYWORD_EXCLUSIVE_MINIMUM] = {"exclusiveMinimum", SHAPE_NUMBER, ALL},
    [KEYWORD_EXCLUSIVE_MAXIMUM] = {"exclusiveMaximum", SHAPE_NUMBER, ALL},
    [KEYWORD_MULTIPLE_OF] = {"multipleOf", SHAPE_NUMBER, ALL},
    [KEYWORD_ALL_OF] = {"allOf", SHAPE_SCHEMAS, ALL},
    [KEYWORD_ANY_OF] = {"anyOf", SHAPE_SCHEMAS, ALL},
    [KEYWORD_ONE_OF] = {"oneOf", SHAPE_SCHEMAS, ALL},
    [KEYWORD_NOT] = {"not", SHAPE_SCHEMA, ALL},
    [KEYWORD_IF] = {"if", SHAPE_SCHEMA, ALL},
    [KEYWORD_THEN] = {"then", SHAPE_SCHEMA, ALL},
    [KEYWORD_ELSE] = {"else", SHAPE_SCHEMA, ALL},
    [KEYWORD_DEFS] = {"$defs", SHAPE_MAP, D2020},
    [KEYWORD_DEFINITIONS] = {"definitions", SHAPE_MAP, ALL},
};

/* They would refuse values: ignoring them would accept what they refuse. */
static const char *const unsupported[] = {"$anchor", "$dynamicRef",
    "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary",
    "unevaluatedProperties", "unevaluatedItems"};

static const struct {
	const char *uri; /* without http or https, and an empty fragment */
	int draft;
} drafts[] = {
    {"://json-schema.org/draft-07/schema", 7},
    {"://json-schema.org/draft/2019-09/schema", 2019},
    {"://json-schema.org/draft/2020-12/schema", 2020},
};

const char *
keyword_name(enum keyword k)
{
	return keywords[k].name;
}

void
pointer_add(struct buf *b, const char *token)
{
	buf_addc(b, '/');
	for (; *token != '\0'; token++) {
		if (*token == '~')
			buf_adds(b, "~0");
		else if (*token == '/')
			buf_adds(b, "~1");
		else
			buf_addc(b, *token);
	}
}

struct node *
schema_node(struct schema *s, const cJSON *json, const char *pointer, int depth)
{
	size_t *known;
	struct node *node;

	if (!cJSON_IsObject(json) && !cJSON_IsBool(json))
		return NULL;
	known = pairs_at(&s->known, json, NULL);
	if (*known > 0)
		return s->nodes[*known - 1];
	node = xcalloc(1, sizeof(*node));
	node->json = json;
	node->pointer = xstrdup(pointer);
	node->depth = depth;
	if (cJSON_IsBool(json))
		node->is = cJSON_IsTrue(json) ? YES : NO;
	if ((s->n & (s->n - 1)) == 0)
		s->nodes = xreallocarray(
		    s->nodes, s->n ? 2 * s->n : 1, sizeof(*s->nodes));
	s->nodes[s->n++] = node;
	*known = s->n;
	return node;
}

int
entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

const struct entry *
rule_entry(const struct rule *r, const char *name)
{
	struct entry key = {.name = name};

	return bsearch(
	    &key, r->entries, r->n, sizeof(*r->entries), entry_compare);
}

const struct rule *
node_rule(const struct node *node, enum keyword k)
{
	for (size_t i = 0; i < node->n && node->rules[i].keyword <= k; i++)
		if (node->rules[i].keyword == k)
			return &node->rules[i];
	return NULL;
}

static bool
is_unsupported(const struct node *node, const char *name)
{
	for (size_t i = 0; i < sizeof(unsupported) / sizeof(*unsupported); i++)
		if (strcmp(unsupported[i], name) == 0)
			return true;
	return node->depth > 0 &&
	       (strcmp(name, "$id") == 0 || strcmp(name, "$schema") == 0);
}

static int
compile_rule(
    struct schema *s, struct node *node, enum keyword k, struct error *e)
{
	struct rule *r = &node->rules[node->n];
	const cJSON *value = json_get(node->json, keywords[k].name);

	if (value == NULL ||
	    !(keywords[k].drafts & (s->draft == 7 ? D7 : D2020)))
		return 0;
	*r = (struct rule){.keyword = k, .node = node, .value = value};
	node->n++;
	return rule_compile(s, r, keywords[k].shape, e);
}

static int
compile_node(struct schema *s, struct node *node, struct error *e)
{
	const cJSON *m;

	if (node->depth > SCHEMA_DEPTH)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "wrong schema: schemas are nested deeper than %d",
		    SCHEMA_DEPTH);
	node->rules = xcalloc(KEYWORDS, sizeof(*node->rules));
	if (node->is != RULES) {
		/* what a problem with `false` refers to */
		node->rules[node->n++] =
		    (struct rule){.keyword = KEYWORDS, .node = node};
		return 0;
	}
	/* draft-07 ignores what stands beside a reference */
	if (s->draft == 7 && json_get(node->json, "$ref"))
		return compile_rule(s, node, KEYWORD_REF, e);
	cJSON_ArrayForEach(m, node->json)
		if (is_unsupported(node, m->string))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "unsupported keyword %s/%s", node->pointer,
			    m->string);
	for (int k = 0; k < KEYWORDS; k++)
		if (compile_rule(s, node, (enum keyword)k, e) < 0)
			return -1;
	node->rules = xreallocarray(node->rules, node->n, sizeof(*node->rules));
	return 0;
}

/* Whether the keyword's schemas look at the same value as its own. */
static bool
stays(enum keyword k)
{
	return k == KEYWORD_REF || k == KEYWORD_DEPENDENT_SCHEMAS ||
	       k == KEYWORD_DEPENDENCIES ||
	       (k >= KEYWORD_ALL_OF && k <= KEYWORD_ELSE);
}

/* A schema that leads to itself without going deeper would never end. */
static int
find_loop(struct node *node, int depth, struct error *e)
{
	if (node->visit == DONE)
		return 0;
	if (node->visit == OPEN || depth > SCHEMA_CHAIN)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "wrong schema: '#%s' %s", node->pointer,
		    node->visit == OPEN ? "refers to itself in a loop"
					: "is reached by too long a chain");
	node->visit = OPEN;
	for (const struct rule *r = node->rules; r < node->rules + node->n; r++)
		for (size_t i = 0; stays(r->keyword) && i < r->n; i++)
			if (r->entries != NULL && r->entries[i].node != NULL &&
			    find_loop(r->entries[i].node, depth + 1, e) < 0)
				return -1;
	node->visit = DONE;
	return 0;
}

static int
read_draft(struct schema *s, const cJSON *json, struct error *e)
{
	const cJSON *value = json_get(json, "$schema");
	const char *uri = cJSON_GetStringValue(value), *at = uri;
	size_t len;

	if (value == NULL)
		return 0;
	if (uri == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "wrong schema: /$schema must be a string");
	if (strncmp(at, "http", 4) == 0)
		at += at[4] == 's' ? 5 : 4;
	len = strlen(at);
	len -= len > 0 && at[len - 1] == '#';
	for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++)
		if (strlen(drafts[i].uri) == len &&
		    memcmp(drafts[i].uri, at, len) == 0)
			s->draft = drafts[i].draft;
	if (s->draft == 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unsupported $schema '%s'; use 2020-12 or draft-07", uri);
	return 0;
}

static int
compile(struct schema *s, const cJSON *json, struct error *e)
{
	if (schema_node(s, json, "", 0) == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "wrong schema: it must be an object, true or false");
	if (read_draft(s, json, e) < 0)
		return -1;
	/* nodes grow at their end while this goes on */
	for (size_t i = 0; i < s->n; i++)
		if (compile_node(s, s->nodes[i], e) < 0)
			return -1;
	for (size_t i = 0; i < s->n; i++)
		if (find_loop(s->nodes[i], 0, e) < 0)
			return -1;
	return 0;
}

struct schema *
schema_compile(const cJSON *json, struct error *e)
{
	struct schema *s = xcalloc(1, sizeof(*s));

	if (compile(s, json, e) == 0)
		return s;
	schema_free(s);
	return NULL;
}

static void
release_rule(struct rule *r)
{
	for (size_t i = 0; r->entries != NULL && i < r->n; i++) {
		if (r->entries[i].pattern != NULL)
			pattern_free(r->entries[i].pattern);
		strv_release(&r->entries[i].needs);
	}
	if (r->pattern != NULL)
		pattern_free(r->pattern);
	strv_release(&r->names);
	free(r->entries);
	free(r->hashes);
}

void
schema_free(struct schema *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct node *node = s->nodes[i];

		while (node->n > 0)
			release_rule(&node->rules[--node->n]);
		free(node->rules);
		free(node->pointer);
		free(node);
	}
	free(s->nodes);
	pairs_release(&s->known);
	free(s);
}
