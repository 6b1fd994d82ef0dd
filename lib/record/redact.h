#ifndef RECORD_REDACT_H
#define RECORD_REDACT_H

#include "base/buf.h"
#include <cjson/cJSON.h>

/*
 * Replaces secrets in text by `[redacted:RULE]`: API keys of documented
 * forms, private key blocks, bearer tokens, and the values of
 * OPENAI_API_KEY and the like in our own environment.
 */
void redact(struct buf *out, const char *text, size_t len);
/* Does so in each string and name of a tree; numbers hold no secrets. */
void redact_json(cJSON *value);

#endif
