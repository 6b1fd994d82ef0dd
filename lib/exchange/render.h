#ifndef EXCHANGE_RENDER_H
#define EXCHANGE_RENDER_H

#include "exchange/answer.h"
#include "exchange/asked.h"
#include "exchange/reply.h"

/* A reply in the dialect it was asked for in, streamed if that was asked. */

/* Renders a checked rule's reply, errors too, for the request a. */
void render_rule(struct answer *out, const cJSON *reply, const struct asked *a,
    struct reply_run *run);

/* Each dialect, for render_rule. */
void render_chat(
    struct answer *out, const struct reply *r, const struct asked *a);
/* Unless store is false, what was said is kept for previous_response_id. */
void render_responses(struct answer *out, const struct reply *r,
    const struct asked *a, struct reply_run *run);

/*
 * When everything scripted was created: a fixed moment, because a run's
 * answers are the same bytes each time.
 */
#define RENDER_CREATED 1767225600L

/* The length of the next piece of a text that is streamed, at most len. */
size_t render_piece(const char *text, size_t len);

#endif
