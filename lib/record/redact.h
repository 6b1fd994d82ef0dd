#ifndef RECORD_REDACT_H
#define RECORD_REDACT_H

#include "base/buf.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * Replaces secrets in text by `[redacted:RULE]`: what the rules of
 * text/secrets.h find, examples and fillers too, and the values of
 * OPENAI_API_KEY and the like in our own environment ("environment").
 */
void redact(struct buf *out, const char *text, size_t len);
/* Whether one of those values is in the text. */
bool redact_holds_own(const char *text, size_t len);
/*
 * How much of a text that still grows may be redacted by itself: no secret
 * is cut, also none of which the end is still to come, unless it is longer
 * than any that we know. At most 4 KB are left, or a whole secret; 0: none
 * may yet.
 */
size_t redact_settled(const char *text, size_t len);
/*
 * Redacts so in each string and name of a tree; numbers hold no secrets.
 * Whether there was anything.
 */
bool redact_json(cJSON *value);
/* The same with marks that do not name the rule: `[redacted]`, to save. */
bool redact_json_briefly(cJSON *value);

#endif
