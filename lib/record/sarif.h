#ifndef RECORD_SARIF_H
#define RECORD_SARIF_H

#include "record/report.h"
#include <cjson/cJSON.h>

/* The parts of report_sarif. */

#define SARIF_TEXT ((size_t)1000) /* bytes of a rule's texts */

/* Adds a string of at most so many bytes. */
void sarif_string(
    cJSON *object, const char *name, const char *text, size_t most);
/*
 * Adds a message (SARIF 3.11.6): `[text](target)` in it would be a link,
 * which no content may make.
 */
void sarif_message(
    cJSON *object, const char *name, const char *text, size_t most);

/* The rules that findings name, each described by the first that has it. */
struct sarif_rules {
	cJSON *list; /* lent: they are added to it */
	void *tree;  /* of those by id (search.h) */
	long n;
};

/* The index in the list of an item's rule, which is added when it is new. */
long sarif_rule(struct sarif_rules *rules, const struct report *r,
    const struct report_item *i);
void sarif_rules_release(struct sarif_rules *rules);

#endif
