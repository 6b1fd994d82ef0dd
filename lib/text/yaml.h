#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include "base/error.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * Reads one YAML document (libyaml) as JSON: mappings, sequences, and
 * scalars as strings; a plain null, ~ or nothing is null. NULL with
 * invalid_arguments that names the line; duplicate keys, keys that are no
 * scalars and more than 10,000 nodes (aliases counted each time) are
 * refused. The caller deletes.
 */
cJSON *yaml_parse(const char *text, size_t len, struct error *e);

#endif
