#ifndef EXCHANGE_HISTORY_H
#define EXCHANGE_HISTORY_H

#include "base/error.h"
#include "exchange/conversation.h"
#include "exchange/dialect.h"
#include "exchange/pieces.h"
#include "exchange/turn.h"
#include "record/hooks.h"
#include "record/session.h"
#include <cjson/cJSON.h>

/*
 * A run's events in its session's log, and the way back from there to the
 * conversation. Several runs may share a log, at once even: each has an id,
 * and names the run whose conversation it continues. Each item is logged
 * once, with the request that first sent it or the response that held it.
 */
#define HISTORY_LONG ((size_t)512 << 10) /* a longer answer ends one */

struct history {
	struct session *session;   /* NULL: nothing is logged */
	const struct hooks *hooks; /* of the project; NULL: none */
	char run[17];
	char *continues; /* the run before, or NULL */
	char *forked;    /* the session whose conversation was taken, or NULL */
	size_t logged;   /* items of the conversation that are in the log */
	long spent;      /* tokens of the session's earlier runs, as told */
	long turn;
	struct pieces pieces; /* of the answer that is coming */
	bool begun, ended;
};

/* A new run, which is not logged yet. */
void history_begin(struct history *h);
void history_release(struct history *h);
/*
 * Opens the session of that id (NULL: CODEX_SESSION; with `go_on` the latest
 * that holds a conversation), if one is named at all. With an id or go_on,
 * what its latest run and those before it said is added to c, and continued;
 * or, if an event `summary` has come since, only its text.
 * -1 with not_found, also when go_on is set and there is nothing to go on
 * with.
 */
int history_open(struct history *h, struct session *s, const char *id,
    bool go_on, struct conversation *c, struct error *e);
/*
 * Adds what the latest run of another session said to c; the run's own
 * session will be a new one, which names that. -1 as history_open.
 */
int history_fork(
    struct history *h, const char *id, struct conversation *c, struct error *e);
/*
 * The run begins: makes a new session, unless one was opened; s is NULL when
 * nothing is to be logged.
 */
int history_create(struct history *h, struct session *s, struct error *e);

/*
 * Each logs an event and runs its hook; -1 when it cannot, or when a hook
 * said no.
 */
int history_request(struct history *h, const struct dialect *d,
    const struct ask *a, struct error *e);
/* The next request has lines in place of these answers (window.h; taken). */
int history_drop(
    struct history *h, cJSON *dropped, long limit, struct error *e);
/* cost, as prices_details has it, may be NULL. */
int history_response(struct history *h, const struct turn *t, double seconds,
    const cJSON *cost, struct error *e);
/* A failed attempt; wait < 0: there is no other. partial may be NULL. */
int history_error(struct history *h, const struct error *failure, double wait,
    const char *partial, struct error *e);
/*
 * The run's end: details are those of the result. Only the first counts.
 * What c holds that no request sent any more, such as results of the last
 * calls, is logged too.
 */
int history_end(struct history *h, const struct conversation *c, int status,
    const cJSON *details, struct error *e);

#endif
