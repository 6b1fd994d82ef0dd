#ifndef SYSTEM_PROPOSAL_H
#define SYSTEM_PROPOSAL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * What a model proposes, as the one text that is parsed, judged and applied:
 * a unified diff as it is, or with hunk headers that count right; Codex's
 * own form (text/envelope.h) as git's, made against the files under the
 * root. Appends to diff; notes gets a sentence for each thing that was
 * mended. -1 with an error.
 */
int proposal_read(struct buf *diff, const char *text, bool recount,
    struct strv *notes, struct error *e);

#endif
