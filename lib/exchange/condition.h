#ifndef EXCHANGE_CONDITION_H
#define EXCHANGE_CONDITION_H

#include "base/buf.h"
#include "base/error.h"
#include "exchange/asked.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * One condition of a scripted rule, which tests a request:
 * {"text":T}, {"no_text":T}, {"pointer":P,"equals":V},
 * {"result":HELPER,"contains":T?}, {"tokens_at_most":N}.
 */

/* 0, or -1 with invalid_arguments that says what a condition looks like. */
int condition_check(const cJSON *c, struct error *e);
/* A checked condition. */
bool condition_holds(const cJSON *c, const struct asked *a);
/* Appends why a condition that does not hold fails. */
void condition_explain(struct buf *out, const cJSON *c, const struct asked *a);

#endif
