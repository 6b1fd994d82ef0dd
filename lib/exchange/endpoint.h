#ifndef EXCHANGE_ENDPOINT_H
#define EXCHANGE_ENDPOINT_H

#include "base/error.h"
#include "base/strv.h"
#include "exchange/dialect.h"

/*
 * Where requests go and what goes with them, as the environment says:
 * OPENAI_BASE_URL, else AZURE_OPENAI_ENDPOINT, else OpenAI itself. A key is
 * sent to its own kind of server only.
 */
struct endpoint {
	char *url;
	char *place;         /* host and port, for messages */
	char *advice;        /* what may be wrong with the address, or NULL */
	struct strv headers; /* the key's among them */
};

/* Responses for OpenAI itself, else Chat Completions. */
const struct dialect *endpoint_dialect(void);
/* "MODEL at HOST:PORT", for struct ask; the caller frees. */
char *endpoint_source(const char *model);
/*
 * The address for requests of that dialect and model. -1 with
 * invalid_arguments, which names the variable.
 */
int endpoint_read(struct endpoint *p, const struct dialect *d,
    const char *model, struct error *e);
/*
 * The same for a request of any kind that was made of us, to be passed on:
 * of its own path behind /v1, query (NULL: none) and model (NULL: none
 * named). The headers are those that the environment sets: the key's, where
 * there is one, organisation, project and the user's own.
 */
int endpoint_forward(struct endpoint *p, const char *path, const char *query,
    const char *model, struct error *e);
void endpoint_release(struct endpoint *p);

#endif
