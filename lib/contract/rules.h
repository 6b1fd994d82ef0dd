#ifndef CONTRACT_RULES_H
#define CONTRACT_RULES_H

#include "base/decimal.h"
#include "base/pairs.h"
#include "base/strv.h"
#include "contract/schema.h"
#include "text/pattern.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * What a schema is compiled to: a node for each schema in it, and a rule
 * for each keyword of it that says something. Only schema*.c includes this.
 */

/* In the order in which they are checked: the telling ones first. */
enum keyword {
	KEYWORD_REF,
	KEYWORD_TYPE,
	KEYWORD_CONST,
	KEYWORD_ENUM,
	KEYWORD_REQUIRED,
	KEYWORD_DEPENDENT_REQUIRED,
	KEYWORD_PROPERTY_NAMES,
	KEYWORD_PROPERTIES,
	KEYWORD_PATTERN_PROPERTIES,
	KEYWORD_ADDITIONAL_PROPERTIES,
	KEYWORD_MIN_PROPERTIES,
	KEYWORD_MAX_PROPERTIES,
	KEYWORD_DEPENDENT_SCHEMAS,
	KEYWORD_DEPENDENCIES,
	KEYWORD_MIN_ITEMS,
	KEYWORD_MAX_ITEMS,
	KEYWORD_PREFIX_ITEMS,
	KEYWORD_ITEMS,
	KEYWORD_ADDITIONAL_ITEMS,
	KEYWORD_CONTAINS,
	KEYWORD_MIN_CONTAINS,
	KEYWORD_MAX_CONTAINS,
	KEYWORD_UNIQUE_ITEMS,
	KEYWORD_MIN_LENGTH,
	KEYWORD_MAX_LENGTH,
	KEYWORD_PATTERN,
	KEYWORD_MINIMUM,
	KEYWORD_MAXIMUM,
	KEYWORD_EXCLUSIVE_MINIMUM,
	KEYWORD_EXCLUSIVE_MAXIMUM,
	KEYWORD_MULTIPLE_OF,
	KEYWORD_ALL_OF,
	KEYWORD_ANY_OF,
	KEYWORD_ONE_OF,
	KEYWORD_NOT,
	KEYWORD_IF,
	KEYWORD_THEN,
	KEYWORD_ELSE,
	KEYWORD_DEFS,
	KEYWORD_DEFINITIONS,
	KEYWORDS
};

/* What the value of a keyword must be. */
enum shape {
	SHAPE_REF,      /* a local pointer */
	SHAPE_TYPE,     /* a type's name, or several */
	SHAPE_CONST,    /* any value */
	SHAPE_ENUM,     /* an array of any values */
	SHAPE_NAMES,    /* an array of strings */
	SHAPE_NEEDS,    /* an object of such arrays */
	SHAPE_EITHER,   /* an object of such arrays or of schemas */
	SHAPE_MAP,      /* an object of schemas */
	SHAPE_PATTERNS, /* the same, the names being patterns */
	SHAPE_SCHEMA,
	SHAPE_SCHEMAS, /* an array of schemas */
	SHAPE_ITEMS,   /* a schema, or once an array of them */
	SHAPE_NUMBER,
	SHAPE_COUNT, /* a whole number from 0 */
	SHAPE_BOOLEAN,
	SHAPE_PATTERN
};

/* Types of values, as bits. */
enum {
	TYPE_BOOLEAN = 1 << 0,
	TYPE_INTEGER = 1 << 1, /* an integral value; it is a number too */
	TYPE_NUMBER = 1 << 2,
	TYPE_STRING = 1 << 3,
	TYPE_ARRAY = 1 << 4,
	TYPE_OBJECT = 1 << 5,
	TYPE_NULL = 1 << 6,
	TYPES = 7
};

struct node {
	const cJSON *json;
	char *pointer;              /* where it stands in the schema */
	int depth;                  /* schemas around it */
	enum { RULES, YES, NO } is; /* YES and NO: true and false */
	struct rule *rules;         /* in the order of enum keyword */
	size_t n;
	bool referenced; /* by a $ref: worth remembering results */
	enum { NEW, OPEN, DONE } visit; /* when loops are looked for */
};

/* A member of a rule whose value holds schemas or names. */
struct entry {
	const char *name;        /* NULL in an array; lent */
	struct node *node;       /* the schema; NULL for a list of names */
	struct pattern *pattern; /* the name as one, for patternProperties */
	struct strv needs;       /* of dependentRequired */
};

struct rule {
	enum keyword keyword;
	const struct node *node; /* in which it stands */
	const cJSON *value;      /* as it is written */
	struct entry *entries;   /* sorted by name for properties */
	size_t n;
	bool is_list; /* prefixItems, or items of the old form */
	size_t count; /* of minLength and the like */
	struct decimal limit;
	char own[32];      /* its text, when the schema was not read */
	int types;         /* of type */
	struct strv names; /* of required */
	struct pattern *pattern;
	uint64_t *hashes; /* of const's and enum's values */
};

struct schema {
	struct node **nodes; /* the root first */
	size_t n;
	struct pairs known; /* from (cJSON, NULL) to 1 + index in nodes */
	int draft;          /* 7, 2019, 2020; 0 when $schema is not given */
};

/* The keyword as it is spelled. */
const char *keyword_name(enum keyword k);
/* "integer" and the like, of one bit. */
const char *type_name(int type);
/* All bits that hold for a value; nothing but TYPE_NUMBER when in doubt. */
int type_of(const cJSON *v);
/* The rule of that keyword, or NULL. */
const struct rule *node_rule(const struct node *node, enum keyword k);
/* The entry of that name in properties, or NULL. */
const struct entry *rule_entry(const struct rule *r, const char *name);
/* Orders entries by name, for bsearch and qsort. */
int entry_compare(const void *a, const void *b);

/*
 * The node of a schema, made when it is new; its rules come later. NULL
 * when json is no schema.
 */
struct node *schema_node(
    struct schema *s, const cJSON *json, const char *pointer, int depth);
/* Reads the rule's value; -1 with invalid_arguments that names the place. */
int rule_compile(
    struct schema *s, struct rule *r, enum shape shape, struct error *e);

/* Appends "/token", escaped as a JSON pointer has it. */
void pointer_add(struct buf *b, const char *token);

#endif
