#ifndef EXCHANGE_CASSETTE_CHECK_H
#define EXCHANGE_CASSETTE_CHECK_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * All lines of a cassette checked, where playing it stops at the first that
 * is broken: {summary,rules,exchanges,errors,findings}, for the caller to
 * delete. Errors are broken lines and secrets; a warning is a rule that can
 * never answer. NULL when the file cannot be read.
 */
cJSON *cassette_check(const char *path, struct error *e);

#endif
