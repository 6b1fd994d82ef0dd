#ifndef EXCHANGE_RUN_H
#define EXCHANGE_RUN_H

#include "base/error.h"
#include "contract/input.h"
#include "contract/manifest.h"
#include "exchange/approval.h"
#include "exchange/client.h"
#include "exchange/conversation.h"
#include "exchange/flags.h"
#include "exchange/history.h"
#include "exchange/loop.h"
#include "exchange/prices.h"
#include "exchange/structured.h"
#include "record/hooks.h"
#include "record/session.h"

/*
 * The parts of one run of codex-call, made as its flags say. The functions
 * below make them in this order. It stays where it is until its release, since
 * each lends to others.
 */
struct run {
	const struct flags *flags;
	struct conversation conversation;
	struct session session;
	char *source; /* of the request, and its options */
	cJSON *options;
	struct history history; /* is begun, then in the session's log */
	cJSON *helpers;         /* names that came through the pipe */
	struct manifest all, offered;
	struct approval approval;
	struct structured structured;
	struct prices prices;
	struct hooks hooks;
	struct client client;
	struct loop loop;
};

/* Takes up the conversation to go on with, if any. -1 as history_open. */
int run_begin(struct run *r, const struct flags *f, struct error *e);
/* Reads standard input, as it is or through a template. -1 as opening_read. */
int run_read(struct run *r, struct input *in, struct error *e);
/*
 * What the user says: that, the prompt, and files; and the helpers that the
 * model may call for it, with notes on those that are left out. -1 as
 * opening_add, attach_add, offer_load and offer_select.
 */
int run_say(
    struct run *r, const struct input *in, struct strv *notes, struct error *e);
/*
 * What is asked for, of the conversation and the helpers on offer. -1 as
 * structured_load, dialect_options and dialect_check.
 */
int run_ask(struct run *r, struct error *e);
/*
 * What may be spent, and what a request may hold. -1 as prices_load where
 * prices are needed, or with invalid_arguments for a cost of which no price is
 * known.
 */
int run_limit(struct run *r, struct error *e);
/* Begins the log and runs the first hook; nothing with --no-log. */
int run_log(struct run *r, struct error *e);
/* Finds where to send requests, and how. -1 as client_init, client_limit. */
int run_connect(struct run *r, struct error *e);
/*
 * Talks until the model is done; then its words are checked against the
 * schema, if there is one. -1 as loop_run and structured_check.
 */
int run_talk(struct run *r, struct error *e);
/* The log's last word; what had come of an answer is not lost. */
int run_end(struct run *r, int status, const cJSON *details, struct error *e);
void run_release(struct run *r);

#endif
