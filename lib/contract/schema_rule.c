/* schema_rule: what a JSON Schema's keyword says, read from its value */
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/rules.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What people write for a type, and what they mean. */
static const struct {
	const char *wrong, *right;
} types_meant[] = {{"int", "integer"}, {"long", "integer"}, {"float", "number"},
    {"double", "number"}, {"str", "string"}, {"text", "string"},
    {"bool", "boolean"}, {"list", "array"}, {"dict", "object"},
    {"map", "object"}, {"none", "null"}, {"nil", "null"}};

/* Fails with where in the schema it is. */
__attribute__((format(printf, 3, 4))) static int
bad(const struct rule *r, struct error *e, const char *fmt, ...)
{
	struct buf why = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&why, fmt, ap);
	va_end(ap);
	error_set(e, ERROR_INVALID_ARGUMENTS, "wrong schema: %s/%s %s",
	    r->node->pointer, keyword_name(r->keyword), buf_str(&why));
	buf_release(&why);
	return -1;
}

/* Adds json, a part of the rule's value (token NULL: all of it). */
static int
add_part(struct schema *s, struct rule *r, const cJSON *json, const char *token,
    struct error *e)
{
	struct buf pointer = {0};
	struct node *node;

	buf_adds(&pointer, r->node->pointer);
	pointer_add(&pointer, keyword_name(r->keyword));
	if (token != NULL)
		pointer_add(&pointer, token);
	node = schema_node(s, json, buf_str(&pointer), r->node->depth + 1);
	if (node == NULL)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "wrong schema: %s must be an object, true or false",
		    buf_str(&pointer));
	buf_release(&pointer);
	if (node == NULL)
		return -1;
	r->entries[r->n++] = (struct entry){.name = json->string, .node = node};
	return 0;
}

static int
compile_schema(struct schema *s, struct rule *r, struct error *e)
{
	r->entries = xcalloc(1, sizeof(*r->entries));
	return add_part(s, r, r->value, NULL, e);
}

static int
compile_schemas(struct schema *s, struct rule *r, struct error *e)
{
	const cJSON *m;
	char index[24];

	if (!cJSON_IsArray(r->value))
		return bad(r, e, "must be an array of schemas");
	r->entries =
	    xcalloc((size_t)cJSON_GetArraySize(r->value), sizeof(*r->entries));
	r->is_list = true;
	cJSON_ArrayForEach(m, r->value) {
		snprintf(index, sizeof(index), "%zu", r->n);
		if (add_part(s, r, m, index, e) < 0)
			return -1;
	}
	return 0;
}

static int
compile_items(struct schema *s, struct rule *r, struct error *e)
{
	if (!cJSON_IsArray(r->value))
		return compile_schema(s, r, e);
	if (s->draft == 2020)
		return bad(r, e,
		    "must be a schema; an array of them is "
		    "prefixItems since 2020-12");
	return compile_schemas(s, r, e);
}

static int
read_names(
    struct rule *r, const cJSON *list, struct strv *names, struct error *e)
{
	const cJSON *m;

	if (!cJSON_IsArray(list))
		return bad(r, e, "must be an array of names");
	cJSON_ArrayForEach(m, list) {
		if (!cJSON_IsString(m))
			return bad(r, e, "must hold names only");
		strv_add(names, m->valuestring);
	}
	return 0;
}

/* An object of schemas, of lists of names, or of both. */
static int
compile_map(
    struct schema *s, struct rule *r, bool schemas, bool lists, struct error *e)
{
	const cJSON *m;

	if (!cJSON_IsObject(r->value))
		return bad(r, e, "must be an object");
	r->entries =
	    xcalloc((size_t)cJSON_GetArraySize(r->value), sizeof(*r->entries));
	cJSON_ArrayForEach(m, r->value) {
		if (schemas && !(lists && cJSON_IsArray(m))) {
			if (add_part(s, r, m, m->string, e) < 0)
				return -1;
			continue;
		}
		r->entries[r->n++].name = m->string;
		if (read_names(r, m, &r->entries[r->n - 1].needs, e) < 0)
			return -1;
	}
	qsort(r->entries, r->n, sizeof(*r->entries), entry_compare);
	return 0;
}

static struct pattern *
read_pattern(struct rule *r, const char *text, struct error *e)
{
	struct error why = {0};
	struct pattern *p = pattern_compile(text, PATTERN_ECMA, &why);

	if (p == NULL)
		bad(r, e, "cannot be used: %s", why.message);
	error_release(&why);
	return p;
}

static int
compile_patterns(struct schema *s, struct rule *r, struct error *e)
{
	struct entry *p;

	if (compile_map(s, r, true, false, e) < 0)
		return -1;
	for (p = r->entries; p < r->entries + r->n; p++)
		if ((p->pattern = read_pattern(r, p->name, e)) == NULL)
			return -1;
	return 0;
}

static int
compile_number(struct rule *r, struct error *e)
{
	const char *text;

	if (!cJSON_IsNumber(r->value))
		return bad(r, e, "must be a number");
	text = json_number_text(r->value, r->own);
	if (decimal_read(&r->limit, text) < 0)
		return bad(r, e, "has too many digits");
	if (r->keyword == KEYWORD_MULTIPLE_OF &&
	    (r->limit.negative || r->limit.n == 0 ||
		r->limit.n > DECIMAL_DIVISOR))
		return bad(r, e, "must be above 0 and have at most %d digits",
		    DECIMAL_DIVISOR);
	return 0;
}

static int
compile_count(struct rule *r, struct error *e)
{
	if (!(type_of(r->value) & TYPE_INTEGER) || r->value->valuedouble < 0)
		return bad(r, e, "must be a whole number from 0 on");
	r->count = r->value->valuedouble > 1e15 ? SIZE_MAX
						: (size_t)r->value->valuedouble;
	return 0;
}

static int
compile_values(struct rule *r, const cJSON *first, size_t n)
{
	r->hashes = xcalloc(n, sizeof(*r->hashes));
	for (r->n = 0; r->n < n; r->n++, first = first->next)
		r->hashes[r->n] = json_hash(first);
	return 0;
}

static int
read_type(struct rule *r, const cJSON *name, struct error *e)
{
	const char *text = cJSON_GetStringValue(name);

	if (text == NULL)
		return bad(r, e, "must be a type's name, or an array of them");
	for (int i = 0; i < TYPES; i++)
		if (strcmp(type_name(1 << i), text) == 0) {
			r->types |= 1 << i;
			return 0;
		}
	if (strcmp(text, "any") == 0)
		return bad(r, e, "'any' is no type; leave type out");
	for (size_t i = 0; i < sizeof(types_meant) / sizeof(*types_meant); i++)
		if (strcmp(types_meant[i].wrong, text) == 0)
			return bad(r, e, "'%s' is no type; did you mean '%s'?",
			    text, types_meant[i].right);
	return bad(r, e, "'%s' is no type", text);
}

static int
compile_type(struct rule *r, struct error *e)
{
	const cJSON *m;

	if (!cJSON_IsArray(r->value))
		return read_type(r, r->value, e);
	cJSON_ArrayForEach(m, r->value)
		if (read_type(r, m, e) < 0)
			return -1;
	return 0;
}

/* Undoes %XX of a URI's fragment and ~ of a pointer's token; frees none. */
static char *
unescape(const char *s, size_t len, bool percent)
{
	struct buf b = {0};
	char hex[3] = "";

	for (size_t i = 0; i < len; i++) {
		if (percent && s[i] == '%' && len - i > 2 &&
		    isxdigit((unsigned char)s[i + 1]) &&
		    isxdigit((unsigned char)s[i + 2])) {
			memcpy(hex, s + i + 1, 2);
			buf_addc(&b, (char)strtol(hex, NULL, 16));
			i += 2;
		} else if (!percent && s[i] == '~' && i + 1 < len &&
			   (s[i + 1] == '0' || s[i + 1] == '1')) {
			buf_addc(&b, s[++i] == '0' ? '~' : '/');
		} else {
			buf_addc(&b, s[i]);
		}
	}
	return buf_detach(&b);
}

static const cJSON *
step(const cJSON *at, const char *token)
{
	char *end;
	long i;

	if (!cJSON_IsArray(at))
		return json_get(at, token);
	if (!isdigit((unsigned char)token[0]) ||
	    (token[0] == '0' && token[1] != '\0'))
		return NULL;
	i = strtol(token, &end, 10);
	return *end == '\0' && i <= 1000000 ? cJSON_GetArrayItem(at, (int)i)
					    : NULL;
}

/* What a pointer ("" or "/a/b") leads to, or NULL. */
static const cJSON *
follow(const cJSON *at, const char *pointer)
{
	while (at != NULL && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");
		char *token = unescape(pointer, len, false);

		at = step(at, token);
		free(token);
		pointer += len;
	}
	return *pointer == '\0' ? at : NULL;
}

static int
compile_ref(struct schema *s, struct rule *r, struct error *e)
{
	const char *ref = cJSON_GetStringValue(r->value);
	const cJSON *target;
	char *pointer;

	if (ref == NULL)
		return bad(r, e, "must be a string");
	if (ref[0] != '#' || (ref[1] != '\0' && ref[1] != '/'))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "unsupported keyword %s/$ref to '%s': only #/... within "
		    "the schema is followed",
		    r->node->pointer, ref);
	pointer = unescape(ref + 1, strlen(ref + 1), true);
	target = follow(s->nodes[0]->json, pointer);
	r->entries = xcalloc(1, sizeof(*r->entries));
	r->entries[0].node =
	    target ? schema_node(s, target, pointer, r->node->depth) : NULL;
	free(pointer);
	if (target == NULL)
		return bad(r, e, "leads nowhere: '%s'", ref);
	if (r->entries[0].node == NULL)
		return bad(r, e, "leads to no schema: '%s'", ref);
	r->entries[0].node->referenced = true;
	r->n = 1;
	return 0;
}

int
rule_compile(
    struct schema *s, struct rule *r, enum shape shape, struct error *e)
{
	switch (shape) {
	case SHAPE_REF:
		return compile_ref(s, r, e);
	case SHAPE_TYPE:
		return compile_type(r, e);
	case SHAPE_CONST:
		return compile_values(r, r->value, 1);
	case SHAPE_ENUM:
		if (!cJSON_IsArray(r->value))
			return bad(r, e, "must be an array of values");
		return compile_values(
		    r, r->value->child, (size_t)cJSON_GetArraySize(r->value));
	case SHAPE_NAMES:
		return read_names(r, r->value, &r->names, e);
	case SHAPE_NEEDS:
		return compile_map(s, r, false, true, e);
	case SHAPE_EITHER:
		return compile_map(s, r, true, true, e);
	case SHAPE_MAP:
		return compile_map(s, r, true, false, e);
	case SHAPE_PATTERNS:
		return compile_patterns(s, r, e);
	case SHAPE_SCHEMA:
		return compile_schema(s, r, e);
	case SHAPE_SCHEMAS:
		return compile_schemas(s, r, e);
	case SHAPE_ITEMS:
		return compile_items(s, r, e);
	case SHAPE_NUMBER:
		return compile_number(r, e);
	case SHAPE_COUNT:
		return compile_count(r, e);
	case SHAPE_BOOLEAN:
		return cJSON_IsBool(r->value)
			   ? 0
			   : bad(r, e, "must be true or false");
	case SHAPE_PATTERN:
		if (!cJSON_IsString(r->value))
			return bad(r, e, "must be a string");
		r->pattern = read_pattern(r, r->value->valuestring, e);
		return r->pattern ? 0 : -1;
	}
	return -1;
}
