#ifndef EXCHANGE_ANSWER_H
#define EXCHANGE_ANSWER_H

#include "base/buf.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * An answer over HTTP, as the server will send it: whole, as a stream of
 * events that go out one by one, or as it comes from a source. Release frees
 * all of it.
 */
struct answer {
	int status;     /* 0: hang up without an answer */
	cJSON *headers; /* object of strings, without length and framing */
	struct buf body;
	bool stream;  /* chunked; each event is its own chunk */
	size_t *ends; /* of a stream: where in body each event ends */
	size_t n_ends;
	bool broken;  /* a stream that breaks off instead of ending */
	bool reset;   /* what breaks off, or hangs up, does so by a reset */
	double delay; /* seconds before all of it */
	double pause; /* seconds before each event of a stream */
	/* With a source instead of body: waits for up to max bytes; 0 at the
	 * end, -1 when it breaks off. end is called once, also early. */
	void *source;
	ssize_t (*pull)(void *source, char *to, size_t max);
	void (*end)(void *source);
};

/* Sets a header, replacing one of that name in any case. */
void answer_header(struct answer *a, const char *name, const char *value);
/* Makes it a JSON answer; does not take value. */
void answer_json(struct answer *a, int status, const cJSON *value);
/* An error as the API gives it; code may be NULL, for null. */
__attribute__((format(printf, 5, 6))) void answer_error(struct answer *a,
    int status, const char *type, const char *code, const char *fmt, ...);

/* Starts a stream of server-sent events. */
void answer_stream(struct answer *a);
/* Appends one event; name may be NULL, for none. */
void answer_event(
    struct answer *a, const char *name, const char *data, size_t len);
/* The same with a value as data, which it takes. */
void answer_event_json(struct answer *a, const char *name, cJSON *value);

/* Makes the connection break off where the body ends. */
void answer_break(struct answer *a);
/* Unless it is a stream already, makes it one of a byte at a time. */
void answer_bytewise(struct answer *a);
/* Takes the body from a source, which the answer owns from here on. */
void answer_source(struct answer *a, void *source,
    ssize_t (*pull)(void *source, char *to, size_t max),
    void (*end)(void *source));

void answer_release(struct answer *a);

#endif
