#ifndef EXCHANGE_REDUCE_H
#define EXCHANGE_REDUCE_H

#include "base/buf.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * Requests reduced to what stays the same from run to run, so that a
 * recorded one is found again: members that only trace, route or cache are
 * dropped, ids of input items too, UUIDs in texts become `[uuid]`, and
 * names are sorted.
 */

/* A copy with the secrets in its strings redacted; the caller deletes. */
cJSON *reduce_secrets(const cJSON *value);
/* A reduced and redacted copy, or NULL for NULL; the caller deletes. */
cJSON *reduce_request(const cJSON *body);
/* Appends the JSON pointer of the first difference; false for none. */
bool reduce_difference(struct buf *pointer, const cJSON *a, const cJSON *b);

#endif
