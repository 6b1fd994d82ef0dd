/* schema_message: what does not fit a schema, in words that help */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "contract/check.h"
#include "text/nearest.h"
#include <stdlib.h>
#include <string.h>

#define SHOWN  60 /* bytes of a value */
#define LISTED 20 /* values or names of a list */

static void
add_cut(struct buf *b, const char *text, size_t len)
{
	size_t cut = utf8_cut(text, len, SHOWN);

	buf_add(b, text, cut);
	if (cut < len)
		buf_adds(b, "...");
}

static void
add_value(struct buf *b, const cJSON *v)
{
	struct buf text = {0};

	json_print(&text, v);
	add_cut(b, buf_str(&text), text.len);
	buf_release(&text);
}

static void
add_name(struct buf *b, const char *name)
{
	buf_addc(b, '\'');
	add_cut(b, name, strlen(name));
	buf_addc(b, '\'');
}

/* "1 item", "2 items" */
static void
add_count(struct buf *b, size_t n, const char *what)
{
	buf_addf(b, "%zu %s%s", n, what, plural((long)n));
}

static void
add_types(struct buf *b, int types)
{
	const char *between = "";

	for (int i = 0; i < TYPES; i++) {
		const char *name = type_name(1 << i);

		if (!(types & 1 << i))
			continue;
		types &= ~(1 << i);
		buf_addf(b, "%s%s%s", between,
		    strcmp(name, "null") == 0 ? ""
		    : strchr("aio", name[0])  ? "an "
					      : "a ",
		    name);
		between = types & (types - 1) ? ", " : " or ";
	}
}

/* What v was probably meant to be, so that the next try succeeds. */
static void
add_correction(struct buf *b, const cJSON *v, int types)
{
	const char *text = cJSON_GetStringValue(v);
	cJSON *meant = text ? json_parse(text, strlen(text), NULL) : NULL;

	if (meant != NULL && type_of(meant) & types) {
		buf_adds(b, "; write ");
		add_value(b, meant);
		buf_adds(b, ", not a string that holds it");
	} else if (cJSON_IsNull(v)) {
		buf_adds(b, "; leave it out");
	} else if ((types & ~TYPE_NULL) == TYPE_ARRAY && !cJSON_IsObject(v)) {
		buf_adds(b, "; write [");
		add_value(b, v);
		buf_adds(b, "]");
	} else if (types & TYPE_STRING &&
		   type_of(v) & (TYPE_NUMBER | TYPE_BOOLEAN)) {
		buf_adds(b, "; write \"");
		add_value(b, v);
		buf_adds(b, "\"");
	}
	cJSON_Delete(meant);
}

static void
describe_type(struct buf *b, const struct rule *r, const cJSON *v)
{
	buf_adds(b, ", expected ");
	add_types(b, r->types);
	add_correction(b, v, r->types);
}

static void
describe_enum(struct buf *b, const struct rule *r, const cJSON *v)
{
	struct nearest best = {.name = cJSON_GetStringValue(v)};
	const cJSON *m;
	size_t n = 0;

	if (r->n == 0)
		buf_adds(b, ", but no value is allowed");
	else
		buf_adds(b, r->n == 1 ? ", expected " : ", expected one of ");
	cJSON_ArrayForEach(m, r->value) {
		if (cJSON_IsString(m) && best.name != NULL)
			nearest_offer(&best, m->valuestring);
		if (n++ >= LISTED)
			continue;
		buf_adds(b, n > 1 ? ", " : "");
		add_value(b, m);
	}
	if (n > LISTED)
		buf_addf(b, " and %zu more", n - LISTED);
	if (best.found != NULL)
		buf_addf(b, "; did you mean \"%s\"?", best.found);
}

/* Names the properties that are known beside the unknown one. */
static void
describe_unknown(struct buf *b, const struct rule *r, const cJSON *v)
{
	const struct rule *known = node_rule(r->node, KEYWORD_PROPERTIES);
	struct nearest best = {.name = v->string ? v->string : ""};

	buf_adds(b, "is unknown");
	for (size_t i = 0; known != NULL && i < known->n; i++)
		nearest_offer(&best, known->entries[i].name);
	if (best.found != NULL) {
		buf_adds(b, "; did you mean ");
		add_name(b, best.found);
		buf_adds(b, "?");
		return;
	}
	for (size_t i = 0; known != NULL && i < known->n && i < LISTED; i++) {
		buf_adds(b, i ? ", " : "; known are ");
		add_name(b, known->entries[i].name);
	}
	if (known != NULL && known->n > LISTED)
		buf_addf(b, " and %zu more", known->n - LISTED);
}

/* The branches' own types, if each has some; 0 otherwise. */
static int
types_of_branches(const struct rule *r)
{
	int types = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct rule *type =
		    node_rule(r->entries[i].node, KEYWORD_TYPE);

		if (type == NULL)
			return 0;
		types |= type->types;
	}
	return types;
}

static void
describe_branches(struct buf *b, const struct rule *r, const cJSON *v)
{
	int types = types_of_branches(r);

	if (types != 0 && !(types & type_of(v))) {
		buf_adds(b, ", expected ");
		add_types(b, types);
		add_correction(b, v, types);
		return;
	}
	buf_addf(b, " and fits none of the %zu forms of %s", r->n,
	    keyword_name(r->keyword));
}

static void
describe_limit(struct buf *b, const struct rule *r)
{
	static const char *const words[KEYWORDS] = {
	    [KEYWORD_MINIMUM] = "at least",
	    [KEYWORD_MAXIMUM] = "at most",
	    [KEYWORD_EXCLUSIVE_MINIMUM] = "more than",
	    [KEYWORD_EXCLUSIVE_MAXIMUM] = "less than",
	    [KEYWORD_MULTIPLE_OF] = "a multiple of",
	};

	buf_addf(b, ", expected %s ", words[r->keyword]);
	add_value(b, r->value);
}

static size_t
code_points(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += (*s & 0xC0) != 0x80;
	return n;
}

/* "has 1 item, expected at least 2" */
static void
describe_size(struct buf *b, const struct rule *r, const cJSON *v)
{
	bool least = r->keyword == KEYWORD_MIN_PROPERTIES ||
		     r->keyword == KEYWORD_MIN_ITEMS ||
		     r->keyword == KEYWORD_MIN_LENGTH;

	buf_adds(b, "has ");
	if (cJSON_IsString(v))
		add_count(b, code_points(v->valuestring), "character");
	else
		add_count(b, (size_t)cJSON_GetArraySize(v),
		    cJSON_IsArray(v) ? "item" : "member");
	buf_addf(b, ", expected at %s %zu", least ? "least" : "most", r->count);
}

static void
describe_contains(struct buf *b, const struct rule *r, const char *count)
{
	buf_addf(b, "has %s fitting items, expected at ", count);
	if (r->keyword == KEYWORD_MAX_CONTAINS)
		buf_addf(b, "most %zu", r->count);
	else
		buf_addf(b, "least %zu",
		    r->keyword == KEYWORD_CONTAINS ? 1 : r->count);
}

/* Those that speak of something else than "is VALUE, expected ..." */
static bool
describe_otherwise(struct buf *b, const struct problem *p)
{
	switch (p->rule->keyword) {
	case KEYWORD_REQUIRED:
		buf_adds(b, "is missing");
		return true;
	case KEYWORD_DEPENDENT_REQUIRED:
	case KEYWORD_DEPENDENCIES:
		buf_adds(b, "is missing; ");
		add_name(b, p->detail);
		buf_adds(b, " needs it");
		return true;
	case KEYWORD_PROPERTY_NAMES:
		buf_adds(b, "is a name that is not allowed");
		return true;
	case KEYWORD_ADDITIONAL_PROPERTIES:
		describe_unknown(b, p->rule, p->at);
		return true;
	case KEYWORD_CONTAINS:
	case KEYWORD_MIN_CONTAINS:
	case KEYWORD_MAX_CONTAINS:
		describe_contains(b, p->rule, p->detail);
		return true;
	case KEYWORD_UNIQUE_ITEMS:
		buf_addf(b, "has the same item twice, at %s", p->detail);
		return true;
	case KEYWORD_MIN_PROPERTIES:
	case KEYWORD_MAX_PROPERTIES:
	case KEYWORD_MIN_ITEMS:
	case KEYWORD_MAX_ITEMS:
	case KEYWORD_MIN_LENGTH:
	case KEYWORD_MAX_LENGTH:
		describe_size(b, p->rule, p->at);
		return true;
	default:
		return false;
	}
}

static void
describe(struct buf *b, const struct problem *p)
{
	if (describe_otherwise(b, p))
		return;
	buf_adds(b, "is ");
	add_value(b, p->at);
	switch (p->rule->keyword) {
	case KEYWORD_TYPE:
		describe_type(b, p->rule, p->at);
		break;
	case KEYWORD_CONST:
		buf_adds(b, ", expected ");
		add_value(b, p->rule->value);
		break;
	case KEYWORD_ENUM:
		describe_enum(b, p->rule, p->at);
		break;
	case KEYWORD_PATTERN:
		buf_addf(b, ", expected a match of the pattern '%s'",
		    p->rule->value->valuestring);
		break;
	case KEYWORD_ANY_OF:
	case KEYWORD_ONE_OF:
		if (p->detail == NULL)
			describe_branches(b, p->rule, p->at);
		else
			buf_addf(b,
			    " and fits forms %s of oneOf, expected "
			    "exactly one",
			    p->detail);
		break;
	case KEYWORD_MINIMUM:
	case KEYWORD_MAXIMUM:
	case KEYWORD_EXCLUSIVE_MINIMUM:
	case KEYWORD_EXCLUSIVE_MAXIMUM:
	case KEYWORD_MULTIPLE_OF:
		describe_limit(b, p->rule);
		break;
	default:
		buf_adds(b, ", which is not allowed here");
	}
}

void
problem_describe(struct buf *b, const struct problem *p)
{
	const char *name = p->name ? p->name : "";

	if (p->subject[0] == '\0' && p->name == NULL)
		buf_adds(b, "the value ");
	else {
		buf_addf(b, "'%s%s", p->subject,
		    p->name && p->subject[0] ? "." : "");
		add_cut(b, name, strlen(name));
		buf_adds(b, "' ");
	}
	describe(b, p);
}

/* Walks the value for the places of the problems. */
struct walk {
	struct problems *problems;
	struct buf pointer, subject;
	size_t order;
};

static void
locate(struct walk *w, const cJSON *v)
{
	size_t pointer = w->pointer.len, subject = w->subject.len, i = 0;
	char index[24];

	w->order++;
	for (struct problem *p = w->problems->v;
	     p < w->problems->v + w->problems->n; p++)
		if (p->at == v && p->order == 0) {
			p->order = w->order;
			p->pointer = xstrdup(buf_str(&w->pointer));
			p->subject = xstrdup(buf_str(&w->subject));
		}
	for (const cJSON *m = v->child; m != NULL; m = m->next, i++) {
		snprintf(index, sizeof(index), "%zu", i);
		pointer_add(&w->pointer, cJSON_IsArray(v) ? index : m->string);
		if (cJSON_IsArray(v))
			buf_addf(&w->subject, "[%zu]", i);
		else {
			buf_adds(&w->subject, subject > 0 ? "." : "");
			add_cut(&w->subject, m->string, strlen(m->string));
		}
		locate(w, m);
		buf_truncate(&w->pointer, pointer);
		buf_truncate(&w->subject, subject);
	}
}

void
problems_locate(struct problems *p, const cJSON *value)
{
	struct walk w = {.problems = p};

	locate(&w, value);
	buf_release(&w.pointer);
	buf_release(&w.subject);
	/* by insertion: they are few, and those of one place stay in order */
	for (size_t i = 1; i < p->n; i++)
		for (size_t j = i; j > 0 && p->v[j - 1].order > p->v[j].order;
		     j--) {
			struct problem other = p->v[j];

			p->v[j] = p->v[j - 1];
			p->v[j - 1] = other;
		}
}
