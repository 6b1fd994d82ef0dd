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
void endpoint_release(struct endpoint *p);

#endif
