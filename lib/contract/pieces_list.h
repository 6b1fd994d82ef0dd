#ifndef CONTRACT_PIECES_LIST_H
#define CONTRACT_PIECES_LIST_H

#include "contract/pieces.h"

/* A list of a result line as pieces. */

/*
 * Appends a scalar as a person would write it, places in files each on a
 * line of its own, anything else as JSON.
 */
void list_add_value(struct buf *b, const cJSON *v);
/* Whether an item holds lines of a file, which are pieces of their own. */
bool list_has_regions(const cJSON *list);
/*
 * Adds the items that are no files, a line each, as one piece; then the
 * files, and the lines around matches, joined where they meet.
 */
void list_add(struct pieces *to, const struct piece *like, const cJSON *list);

#endif
