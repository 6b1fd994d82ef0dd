#ifndef CONTRACT_CHECK_H
#define CONTRACT_CHECK_H

#include "contract/rules.h"

/* One check of a value by its schema. Only schema*.c includes this. */

#define PROBLEMS 20

struct problem {
	const cJSON *at;         /* the value that is wrong */
	const struct rule *rule; /* its keyword is KEYWORDS for `false` */
	const struct node *node; /* the schema that says so */
	char *name;              /* the member of it that is meant, or NULL */
	char *detail;            /* what the check found out, or NULL */
	size_t order;            /* of its place in the value */
	char *pointer, *subject; /* its place, for programs and for people */
};

struct problems {
	struct problem *v; /* room for PROBLEMS of them */
	size_t n;
};

struct check {
	size_t steps; /* how many may still be taken */
	int depth;
	int branches;        /* of anyOf and oneOf that are being explained */
	bool loud;           /* problems are wanted, not only the verdict */
	bool forgetful;      /* v is no part of the value: remember nothing */
	const char *stopped; /* why there is no answer, or NULL */
	struct problems problems;
	struct pairs memo; /* verdicts, by node and value: 1 no, 2 yes */
};

/* The verdict; when loud, what is wrong goes to c->problems. */
bool check_node(struct check *c, const struct node *node, const cJSON *v);
/* The same without a word about what is wrong. */
bool check_fits(struct check *c, const struct node *node, const cJSON *v);
/* Notes a problem, when they are wanted; name and detail are copied. */
bool check_problem(struct check *c, const struct rule *r, const cJSON *at,
    const char *name, const char *detail);
/* Gives up: there will be no answer. This and check_problem return false. */
bool check_stop(struct check *c, const char *why);

/* One rule. They are called for the types of values that they look at. */
typedef bool check_rule(struct check *c, const struct rule *r, const cJSON *v);
check_rule check_type, check_values, check_size, check_number, check_pattern,
    check_unique_items;
check_rule check_required, check_dependent, check_property_names,
    check_properties, check_pattern_properties, check_additional_properties,
    check_prefix_items, check_items, check_additional_items, check_contains;
/* Whether the pattern is found; U+0000 in text is C0 80. */
bool check_finds(struct check *c, struct pattern *p, const char *text);

void problems_release(struct problems *p);
/* Sorts by place in the value, and fills pointer and subject. */
void problems_locate(struct problems *p, const cJSON *value);
/* Appends "'a.b' is 5, expected a string". */
void problem_describe(struct buf *b, const struct problem *p);

#endif
