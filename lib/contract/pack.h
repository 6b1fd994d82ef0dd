#ifndef CONTRACT_PACK_H
#define CONTRACT_PACK_H

#include "base/error.h"
#include "contract/pieces.h"
#include <cjson/cJSON.h>

/*
 * The details of a result line that holds as much of the pieces as `budget`
 * tokens allow, exactly counted for the whole object: `text`, `pieces`
 * packed, and when something was left out `truncated` and `total`. Earlier
 * pieces come first; those that are too long share what is left. Each is
 * fenced by a key that its content does not hold. What was left out is
 * listed with its cost. NULL with invalid_arguments when not even that list
 * fits. The same pieces give the same bytes.
 */
cJSON *pack(const struct pieces *p, size_t budget, struct error *e);

#endif
