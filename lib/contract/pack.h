#ifndef CONTRACT_PACK_H
#define CONTRACT_PACK_H

#include "base/error.h"
#include "contract/pieces.h"
#include <cjson/cJSON.h>

/*
 * The details of a result line that holds as much of the sorted pieces as
 * `budget` tokens allow, exactly counted for the whole object, or with
 * `bare` for its text alone: `text`, `pieces` packed, and when something
 * was left out `truncated` and `total`. Pieces are taken in order, each if
 * it fits when it is cut short; then as much of each as fits, more of those
 * that matter more. What was left out whole is listed with its cost, as far
 * as an eighth of the budget goes, and then summed up. NULL with
 * invalid_arguments when not even that sum fits. The same pieces give the
 * same bytes, and one more at the end changes little of those before it.
 */
cJSON *pack(const struct pieces *p, size_t budget, bool bare, struct error *e);

#endif
