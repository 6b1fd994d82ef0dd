#ifndef BASE_EQUAL_H
#define BASE_EQUAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Equality of JSON values as JSON Schema has it: numbers by their value (1
 * is 1.0), objects whatever their order, strings by code point, and true is
 * not 1. No two names of an object are the same.
 */
bool json_equal(const cJSON *a, const cJSON *b);
/* Equal values have the same hash. */
uint64_t json_hash(const cJSON *v);

#endif
