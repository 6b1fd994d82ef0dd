#ifndef EXCHANGE_FAULT_H
#define EXCHANGE_FAULT_H

#include "base/error.h"
#include "exchange/answer.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What a scripted reply makes go wrong on the way, so that each fault of a
 * network can be a line of a cassette: `delay`, `slow`, `garbage`,
 * `truncate`, `reset`. codex-replay(1) has their meaning.
 */

/* Whether a reply's member is one of them. */
bool fault_is(const char *member);
/* 0, or -1 with invalid_arguments naming the member that is wrong. */
int fault_check(const cJSON *reply, struct error *e);
/* Does to a finished answer what a checked reply says. */
void fault_apply(struct answer *a, const cJSON *reply);

#endif
