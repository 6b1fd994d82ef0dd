#ifndef EXCHANGE_STRUCTURED_H
#define EXCHANGE_STRUCTURED_H

#include "base/error.h"
#include "contract/schema.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* An answer that has to match a JSON Schema. */
struct structured {
	cJSON *json;
	struct schema *schema;
	char *name;  /* what the API calls it: [A-Za-z0-9_-]{1,64} */
	bool strict; /* it lies in the subset that an API can hold to */
};

/* Reads the file. -1 with not_found, invalid_json or invalid_arguments. */
int structured_load(struct structured *s, const char *path, struct error *e);
void structured_release(struct structured *s);
/* 0, or -1 with schema_mismatch that names the property. */
int structured_check(
    const struct structured *s, const char *text, size_t len, struct error *e);

#endif
