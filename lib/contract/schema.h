#ifndef CONTRACT_SCHEMA_H
#define CONTRACT_SCHEMA_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * JSON Schema 2020-12 and draft-07, the keywords that function arguments and
 * structured answers use; a keyword that would validate and that we lack is
 * refused when the schema is compiled, never ignored. No coercion. Numbers
 * are compared as decimals, by the text that base/json kept.
 */
struct schema;

/*
 * Compiles; the JSON tree must outlive the schema. NULL with
 * invalid_arguments that names the place: "unsupported keyword
 * /properties/x/..."
 */
struct schema *schema_compile(const cJSON *json, struct error *e);
void schema_free(struct schema *s);

/*
 * Checks a value. 0, or -1 with invalid_arguments: the message names the
 * property, shows the value and what was expected, with the first few
 * problems joined by "; ".
 */
int schema_check(struct schema *s, const cJSON *value, struct error *e);
/*
 * All problems, up to 20, sorted by data position: an array of
 * {instanceLocation,keywordLocation,error}. The caller deletes.
 */
cJSON *schema_problems(struct schema *s, const cJSON *value);
/* Fills missing members of objects that are present with their defaults. */
void schema_fill_defaults(const cJSON *schema_json, cJSON *value);

#endif
