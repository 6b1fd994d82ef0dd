#ifndef EXCHANGE_RECORDING_H
#define EXCHANGE_RECORDING_H

#include "base/error.h"
#include "exchange/server.h"
#include "exchange/upstream.h"

/*
 * Appends an exchange to out as a cassette's line: the request reduced, of
 * the answer's headers those that tell nothing of the account, secrets
 * redacted. -1 with policy_denied when a stream spells a secret over
 * several events, where it cannot be redacted.
 */
int recording_line(struct buf *out, const struct server_request *rq,
    const struct upstream *u, struct error *e);

#endif
