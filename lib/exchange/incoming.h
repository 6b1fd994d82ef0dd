#ifndef EXCHANGE_INCOMING_H
#define EXCHANGE_INCOMING_H

#include "base/error.h"
#include "exchange/calls.h"
#include <stddef.h>

/*
 * Reads standard input as function calls, one JSON object a line, into *n
 * calls, which the caller frees. A line that is no call is one that was
 * answered, with what is wrong with it. NULL when standard input cannot be
 * read, or with invalid_arguments when there is no call on it.
 */
struct call *incoming_read(size_t *n, struct error *e);

#endif
