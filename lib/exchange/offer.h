#ifndef EXCHANGE_OFFER_H
#define EXCHANGE_OFFER_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/manifest.h"

/*
 * The helpers that a model is offered (contract 11): what only reads, unless
 * a helper is named, since naming it is consenting. `names` are the user's,
 * commas within them split (all: what only reads; none; given none: all);
 * `helpers` (an array) narrows what was not named. Fills `out`; `withheld`
 * gets those of `helpers` that would need naming. -1 with
 * invalid_arguments for an unknown name.
 */
int offer_select(struct manifest *out, const struct manifest *all,
    const struct strv *names, const cJSON *helpers, struct strv *withheld,
    struct error *e);

#endif
