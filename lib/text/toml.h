#ifndef TEXT_TOML_H
#define TEXT_TOML_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * Reads a TOML 1.0 document (toml.io) as JSON, as text/yaml.h reads YAML:
 * tables are objects, and all scalars are strings as they are written,
 * `true` no less than "true". The valueint of a node is its line, that of
 * its key where it has one. NULL with invalid_arguments that names the line;
 * numbers and dates are not looked into, a table must not hold more than
 * 5,000 keys. The caller deletes.
 */
cJSON *toml_parse(const char *text, struct error *e);

#endif
