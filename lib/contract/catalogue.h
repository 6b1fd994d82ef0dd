#ifndef CONTRACT_CATALOGUE_H
#define CONTRACT_CATALOGUE_H

#include "base/error.h"
#include "contract/manifest.h"
#include <cjson/cJSON.h>

/* A manifest as others want to see it; the caller deletes what it gets. */

/* {helpers:[{name,description,grants}...]}, of each its first sentence. */
cJSON *catalogue_list(const struct manifest *m);
/*
 * The array of tools of the API of that name (responses, chat, functions);
 * NULL with invalid_arguments for any other.
 */
cJSON *catalogue_for_api(
    const struct manifest *m, const char *name, struct error *e);

#endif
