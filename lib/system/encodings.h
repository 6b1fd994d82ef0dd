#ifndef SYSTEM_ENCODINGS_H
#define SYSTEM_ENCODINGS_H

#include "base/error.h"
#include "text/tokens.h"

/*
 * The encoding of that name, o200k_base or cl100k_base, whose table is mapped
 * at the first use and lent until the process ends. NULL with
 * invalid_arguments for any other name, or as encoding_open.
 */
const struct encoding *encoding_named(const char *name, struct error *e);

#endif
