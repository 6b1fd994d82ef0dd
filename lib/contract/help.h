#ifndef CONTRACT_HELP_H
#define CONTRACT_HELP_H

#include "base/buf.h"
#include <cjson/cJSON.h>

/* What --help prints of a helper: made from its manifest entry alone. */
void help_of_helper(struct buf *out, const cJSON *entry);

/* Adds text broken into lines of at most 78 columns, each after `indent`. */
void help_wrap(struct buf *out, const char *text, size_t indent);

#endif
