#ifndef EXCHANGE_FAILURE_H
#define EXCHANGE_FAILURE_H

#include "base/error.h"
#include "exchange/http.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* What an API's error means: our code for it, and whether to try again. */

/* The error object that an answer's JSON holds, or NULL. Lent. */
const cJSON *failure_object(const char *event, const cJSON *data);
/* Fills e from such an object. -1; *again: the same may succeed later. */
int failure_from_object(const cJSON *object, long status, const char *place,
    bool *again, struct error *e);
/* Fills e from an answer whose status is none of success. -1. */
int failure_from_answer(const struct http_answer *a, const char *place,
    bool *again, struct error *e);

#endif
