#ifndef RECORD_COMPARE_H
#define RECORD_COMPARE_H

#include "base/buf.h"
#include "base/error.h"
#include "record/session.h"
#include <cjson/cJSON.h>

/*
 * What two sessions did differently: both are told as steps {kind,text}
 * (a role and its message; `call` with a helper's name and arguments;
 * `result`), and those are compared as diff does lines. {a,b,equal,common,
 * steps}: each step has `in`: both, a or b. NULL with an error.
 */
cJSON *compare_sessions(
    const struct session *a, const struct session *b, struct error *e);
/* Appends its steps as lines: - of a, + of b, else of both. */
void compare_print(struct buf *out, const cJSON *comparison);

#endif
