#ifndef EXCHANGE_SERVER_H
#define EXCHANGE_SERVER_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include "exchange/answer.h"

/*
 * An HTTP/1.1 server on a port of 127.0.0.1, with keep-alive and a thread
 * for each connection (libmicrohttpd). A WebSocket is refused with 426, what
 * is too large with 413.
 */
struct server_request {
	char *method, *path;
	char *query; /* behind the `?`; NULL for none */
	struct strv headers;
	struct buf body;
};

struct server {
	/* Fills the answer; called from many threads at once. */
	void (*answer)(
	    void *self, const struct server_request *rq, struct answer *out);
	void *self;
	int port;                  /* 0: a free one; set by server_start */
	struct MHD_Daemon *daemon; /* the module's own */
};

/* Starts to serve. -1 with network when the port cannot be had. */
int server_start(struct server *s, struct error *e);
/* Ends all connections and threads. */
void server_stop(struct server *s);

/* The value of a request's header, or NULL. Lent. */
const char *server_header(const struct server_request *rq, const char *name);

#endif
