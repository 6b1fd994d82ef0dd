#ifndef EXCHANGE_STRUCTURED_H
#define EXCHANGE_STRUCTURED_H

#include "base/buf.h"
#include "base/error.h"
#include "contract/schema.h"
#include <cjson/cJSON.h>

/* An answer that has to match a JSON Schema. */
struct structured {
	cJSON *json;
	struct schema *schema;
	cJSON
	    *form;  /* its strict form, which the API gets; NULL: it has none */
	char *name; /* what the API calls it: [A-Za-z0-9_-]{1,64} */
};

/* Reads the file. -1 with not_found, invalid_json or invalid_arguments. */
int structured_load(struct structured *s, const char *path, struct error *e);
void structured_release(struct structured *s);
/*
 * 0, or -1 with schema_mismatch that names the property. Where the model
 * answered null for what it left out, text becomes the answer without it.
 */
int structured_check(
    const struct structured *s, struct buf *text, struct error *e);

#endif
