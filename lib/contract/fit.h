#ifndef CONTRACT_FIT_H
#define CONTRACT_FIT_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * Answers within max_tokens (contract 5) whose items are no members of one
 * list, such as the lines of files: where struct result does not serve.
 */

/* Makes the details that hold n items, with truncated, total and next. */
typedef cJSON *fit_build(long n);

/*
 * The details with as many of the `most` items as max_tokens allows (0: all
 * of them). When not even one fits, its longest text in the list `key` is
 * cut and marked. NULL with invalid_arguments when that is too much as well.
 */
cJSON *fit(fit_build *build, long most, const char *key, long max_tokens,
    struct error *e);

#endif
