#ifndef EXCHANGE_CHAT_H
#define EXCHANGE_CHAT_H

#include "exchange/dialect.h"

/*
 * What both forms of Chat Completions have in common: contents, the members
 * of a request that are not about calls, and answers, which are read in
 * either form.
 */

/* One string where it can be one: old servers take nothing else. */
cJSON *chat_content(const cJSON *content);
/* Adds a message, taking its content; lent. */
cJSON *chat_message(cJSON *messages, const char *role, cJSON *content);
void chat_add_fields(cJSON *body, const struct ask *a);

/* As a dialect's event and body. */
int chat_event(struct turn *t, const cJSON *chunk, struct error *e);
int chat_body(struct turn *t, const cJSON *completion, struct error *e);

#endif
