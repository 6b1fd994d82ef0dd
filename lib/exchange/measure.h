#ifndef EXCHANGE_MEASURE_H
#define EXCHANGE_MEASURE_H

#include "base/error.h"
#include "exchange/dialect.h"
#include <cjson/cJSON.h>

/*
 * The tokens that a request's input costs, before it is sent. The text is
 * counted exactly, in the model's encoding; what the API adds to it is
 *
 *	3 for each message, its role and, if it has one, its name and 1 more;
 *	3 for each call, its name and arguments;
 *	3 for what a call was answered with, and the name and answer;
 *	3 in front of the model's answer;
 *	9 and the declarations (declare.h) where there are functions; then the
 *	first system message has a newline more, and there are 4 less if there
 *	is one; 1 where calls are forbidden, 4 and the name where one is forced
 *
 * as OpenAI's cookbook (How to count tokens with tiktoken, 2025) has it for
 * messages and hmarr/openai-chat-tokens for the rest, both beside the usage
 * that the API recorded of gpt-3.5-turbo, gpt-4 and gpt-4o: test/context.bats
 * holds us to those numbers. It is an estimate, and a near one, for later
 * models and for Responses, of which no formula is published; for calls in
 * the form of tools; and for a schema (its JSON). It is a rough one for an
 * image (1445: what gpt-4o pays for the largest) and for encrypted reasoning
 * (a quarter of its bytes less 650, as the Codex CLI has it); a PDF counts
 * nothing. What a server has told of an earlier request mends it: window.h.
 */
struct measure {
	const struct encoding *encoding;
};

/*
 * Opens the encoding of the model: CODEX_ENCODING, or cl100k_base for gpt-4
 * and gpt-3.5, or else o200k_base. -1 as encoding_open.
 */
int measure_open(struct measure *m, const char *model, struct error *e);
/* The tokens of a text. */
long measure_text(const struct measure *m, const char *text);
/* Those of an item of the conversation that holds it. */
long measure_item(
    const struct measure *m, const struct conversation *c, const cJSON *item);
/* Those of what is not in the conversation, but for the choice of a call. */
long measure_frame(const struct measure *m, const struct ask *a);
long measure_choice(const struct measure *m, const struct ask *a);
/*
 * No fewer than any of these functions would count of a value, found without
 * an encoding: its bytes.
 */
long measure_bound(const cJSON *value);

#endif
