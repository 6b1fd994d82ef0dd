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

/* In what the two forms differ. */
struct chat_form {
	enum manifest_api api;
	const char *tools; /* the member that declares them */
	/* A message has one call, and its answer behind it. */
	bool answered_at_once;
	/* Adds a call to the assistant's message; lends it. */
	cJSON *(*add_call)(cJSON *message, const cJSON *item);
	/* Adds the message for an output, or that of a call answered at once.
	 */
	void (*add_output)(cJSON *messages, const cJSON *item);
};
/* As a dialect's request. */
cJSON *chat_request(const struct ask *a, const struct chat_form *form);

/* As a dialect's event and body. */
int chat_event(struct turn *t, const cJSON *chunk, struct error *e);
int chat_body(struct turn *t, const cJSON *completion, struct error *e);

#endif
