#ifndef EXCHANGE_CLIENT_H
#define EXCHANGE_CLIENT_H

#include "base/error.h"
#include "base/strv.h"
#include "exchange/dialect.h"
#include "exchange/http.h"
#include "exchange/turn.h"

/* Where and how requests are sent: the environment's and the user's word. */
struct client {
	const struct dialect *dialect;
	char *url, *place;   /* place: host and port, for messages */
	struct strv headers; /* the key's among them */
	struct http *http;
	double deadline; /* on clock_now's clock; 0: none */
	double connect, idle;
	long retries;
	/* Told of each failed attempt, and of what it left of the answer;
	 * wait < 0: it was the last. */
	void (*on_failure)(const struct error *e, const struct turn *t,
	    double wait, long attempt);
};

/* The dialect for OPENAI_BASE_URL: Responses for OpenAI itself, else Chat. */
const struct dialect *client_default_dialect(void);
/*
 * Reads OPENAI_BASE_URL, OPENAI_API_KEY and the like. -1 with
 * invalid_arguments, which names the variable.
 */
int client_init(struct client *c, const struct dialect *d, struct error *e);
void client_release(struct client *c);

/*
 * Sends the body and fills the turn, up to and including turn_close. An
 * attempt that failed is repeated where that may help, it fits the deadline,
 * and nothing of the answer has come yet. On -1 what has come of the answer
 * is in the turn, closed as well as can be.
 */
int client_send(struct client *c, const cJSON *body, size_t base,
    struct turn *t, struct error *e);

#endif
