#ifndef EXCHANGE_APPROVAL_H
#define EXCHANGE_APPROVAL_H

#include "base/error.h"
#include "base/strv.h"
#include "exchange/calls.h"
#include <cjson/cJSON.h>

/*
 * Who consents to a helper that writes or starts programs (contract 11):
 * whoever named it, or said --approve always; or the one who sits at the
 * terminal, before each call. A zeroed struct approval is APPROVAL_NAMED.
 */
enum approval_mode {
	APPROVAL_NAMED, /* naming is consenting */
	APPROVAL_ALWAYS,
	APPROVAL_ASK,
	APPROVAL_NEVER, /* not even what was named */
};

struct approval {
	enum approval_mode mode;
	struct strv always; /* helpers that need not be asked for again */
};

/* -1 for a word that is none of always, ask, never. */
int approval_mode(const char *word, enum approval_mode *mode);
/*
 * Asks, where that is the mode and the entry does not only read, through
 * /dev/tty and never standard input; without a terminal that is a no. -1
 * with policy_denied, for the model. Its context is a struct approval.
 */
int approval_ask(
    void *ctx, const cJSON *entry, const struct call *c, struct error *e);
void approval_release(struct approval *a);

#endif
