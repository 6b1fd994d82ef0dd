#ifndef EXCHANGE_STRICT_H
#define EXCHANGE_STRICT_H

#include <cjson/cJSON.h>

/*
 * The strict form of a JSON Schema, to which an API can hold a model: every
 * object is closed, every property required, and a property that was
 * optional may be null instead of missing.
 */

/*
 * That form, or NULL where there is none: it would let through what the
 * schema refuses, or say less to the model, or an API would refuse it. The
 * caller deletes.
 */
cJSON *strict_form(const cJSON *schema);
/*
 * Drops from an answer in that form the nulls that mean "missing". Returns
 * how many.
 */
long strict_drop_nulls(const cJSON *schema, cJSON *answer);

#endif
