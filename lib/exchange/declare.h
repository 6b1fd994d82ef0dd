#ifndef EXCHANGE_DECLARE_H
#define EXCHANGE_DECLARE_H

#include "base/buf.h"
#include <cjson/cJSON.h>

/*
 * The functions that a model may call as the API shows them to it: not the
 * JSON Schema that was sent, but declarations of TypeScript in a namespace.
 * The form was found out by comparing token counts with what the API charged
 * (github.com/hmarr/openai-chat-tokens, 2023, MIT licence); the harmony
 * format of OpenAI's open models (2025) documents nearly the same. Appends
 * it for an array of {name,description?,parameters}.
 */
void declare(struct buf *out, const cJSON *functions);

#endif
