#ifndef CONTRACT_ARGUMENTS_PATHS_H
#define CONTRACT_ARGUMENTS_PATHS_H

#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* The properties that hold paths: by their names, the same in each helper. */

/* Whether a property is one, or an array of them; locations are none. */
bool arguments_is_path(const char *name);
/*
 * Replaces each path in args, locations' too, from the form of
 * base/filename.h by the name itself, normalised below the root. -1 with
 * outside_root or invalid_arguments.
 */
int arguments_name_paths(cJSON *args, struct error *e);

#endif
