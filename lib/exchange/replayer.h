#ifndef EXCHANGE_REPLAYER_H
#define EXCHANGE_REPLAYER_H

#include "exchange/cassette.h"
#include "exchange/server.h"
#include <pthread.h>

/* The API as a cassette gives it. */
struct replayer {
	struct cassette cassette;
	pthread_mutex_t lock; /* over all of this */
	long requests;        /* all that came */
	long misses;          /* requests that found no answer */
};

/*
 * The answer to one request, for struct server. What the cassette does not
 * hold is told on standard error, counted, and answered with status 400 and
 * code replay_miss, which no client repeats.
 */
void replayer_answer(
    void *self, const struct server_request *rq, struct answer *out);

#endif
