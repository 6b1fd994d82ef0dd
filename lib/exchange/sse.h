#ifndef EXCHANGE_SSE_H
#define EXCHANGE_SSE_H

#include "base/buf.h"
#include "exchange/thin.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Server-sent events by the standard: bytes are pushed as they arrive,
 * split anywhere; each event that a blank line closed is handed on. Lines
 * end in LF, CR or CRLF; a byte order mark in front, comments and unknown
 * fields are ignored; `id` and `retry` are of no use here.
 * A zeroed struct sse with max set is a parser at its start.
 */
struct sse {
	size_t max; /* bytes of one event or line; beyond it we stop */
	/* Asked of a line that grows beyond thin_above bytes: whether it may
	 * do without its long strings. NULL: none may. */
	bool (*may_thin)(
	    void *ctx, const char *name, const char *line, size_t len);
	size_t thin_above;
	struct thin thin; /* of the line being read, if its max is set */
	size_t events;    /* events handed on */
	struct buf line;  /* the line being read */
	struct buf name;  /* of the event being read, "" for none */
	struct buf data;  /* its data, lines joined by LF */
	bool has_data;    /* a data field was there, perhaps an empty one */
	bool after_cr;    /* the next byte may be the LF of a CRLF */
	bool after_start; /* the byte order mark is behind us */
};

/* Gets an event; what is not 0 stops the parser. All is lent. */
typedef int sse_event(
    void *ctx, const char *name, const char *data, size_t len);

/* 0, what fn returned, or -1 when an event is longer than max. */
int sse_push(
    struct sse *s, const char *bytes, size_t len, sse_event *fn, void *ctx);
/*
 * At the end of the stream: hands on what no blank line closed, which the
 * standard discards. For a caller who can tell whether it is whole.
 */
int sse_end(struct sse *s, sse_event *fn, void *ctx);
void sse_release(struct sse *s);

#endif
