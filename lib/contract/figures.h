#ifndef CONTRACT_FIGURES_H
#define CONTRACT_FIGURES_H

#include "contract/lists.h"
#include "system/churn.h"
#include "system/coupling.h"
#include "system/longest.h"

/*
 * What is known of a code base as lists of an answer, and what the lists are
 * of; of each list at most `top` items (0: all).
 */

/* How many of n are told. */
size_t figures_most(size_t n, long top);
/* A new item of a list, with a path or a name like one. */
cJSON *figures_item(cJSON *list, const char *name, const char *path);

/* `symbols` and `functions_of`. */
void figures_functions(
    struct lists *l, const struct longest *longest, long top);
/* `imports` (at most `edges`), `cycles` and `imports_of`. */
void figures_imports(
    struct lists *l, const struct coupling *c, long edges, long top);
/* `churn`. */
void figures_churn(struct lists *l, const struct churn *c, long top);

#endif
