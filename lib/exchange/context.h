#ifndef EXCHANGE_CONTEXT_H
#define EXCHANGE_CONTEXT_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Appends what a project says to everyone who works on it, framed:
 * .codex/context.md, and AGENTS.md (or AGENTS.override.md) of the root and
 * of each folder from there down to the working directory, nearer ones
 * last. Nothing is appended where there is none. -1 when a file that is
 * there cannot be read or is no UTF-8.
 */
int context_read(struct buf *out, struct error *e);

#endif
