#ifndef CONTRACT_SKIPPED_H
#define CONTRACT_SKIPPED_H

#include <cjson/cJSON.h>

/*
 * Counts one more file (or what else was passed over) in the details'
 * `skipped` (contract 4) under a reason such as walk_read gives; nothing for
 * the empty reason.
 */
void skipped_count(cJSON *details, const char *why);
/* The same of n. */
void skipped_add(cJSON *details, const char *why, long n);

#endif
