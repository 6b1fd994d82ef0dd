#ifndef EXCHANGE_RECORDER_H
#define EXCHANGE_RECORDER_H

#include "base/error.h"
#include "exchange/server.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/*
 * The real API, passed through; each exchange is written to a new cassette
 * once it is over.
 */
struct recorder {
	const char *path;   /* of the cassette */
	const char *cacert; /* as peer_trust has it; may be NULL */
	int fd;
	pthread_mutex_t lock;  /* over the file */
	atomic_llong deadline; /* of what is under way; 0: none */
	atomic_bool failed;    /* an exchange could not be written */
};

/*
 * Creates the cassette (mode 0600). The real API is that of our environment,
 * as exchange/endpoint.h has it; its keys are sent instead of the client's.
 * -1 with invalid_arguments when that is no good, or when the file exists
 * already: recordings are not mixed.
 */
int recorder_open(struct recorder *r, const char *path, struct error *e);
/* The answer to one request, for struct server. */
void recorder_answer(
    void *self, const struct server_request *rq, struct answer *out);
/* What is under way has so many milliseconds left. */
void recorder_hurry(struct recorder *r, long ms);
/* Closes the cassette. -1 when that fails, or something was not written. */
int recorder_close(struct recorder *r);

#endif
