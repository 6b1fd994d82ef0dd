#ifndef EXCHANGE_PIECES_H
#define EXCHANGE_PIECES_H

#include "base/buf.h"
#include "base/error.h"
#include "record/session.h"

/*
 * What has come of an answer goes to the log while more of it comes, so that
 * whoever is killed loses a second of it: events {type:"piece",run,turn,text}.
 * An answer that is there within a second has none. record/fold.h reads them.
 */
struct pieces {
	struct session *session; /* NULL: nothing is logged */
	const char *run;         /* lent */
	long turn;
	struct buf text; /* what is not in the log yet */
	double since;    /* its first byte came then, or the last piece went */
	double settled;  /* the log was on the disk then, or the answer began */
	bool any;        /* pieces of this answer are in the log */
};

/* A new answer. */
void pieces_begin(
    struct pieces *p, struct session *s, const char *run, long turn);
void pieces_add(struct pieces *p, const char *text, size_t len);
/* To be called about once a second: logs what is due. -1: it cannot. */
int pieces_tick(struct pieces *p, struct error *e);
/*
 * The end of an answer that no event holds whole: logs the rest, if there
 * was a piece before or `all` is set. -1 when it cannot.
 */
int pieces_end(struct pieces *p, bool all, struct error *e);
void pieces_release(struct pieces *p);

#endif
