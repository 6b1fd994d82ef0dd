#ifndef EXCHANGE_OFFER_H
#define EXCHANGE_OFFER_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/manifest.h"
#include "exchange/approval.h"

/*
 * Which helpers a model is offered (contract 11): what only reads, unless a
 * helper is named, since naming it is consenting, or consent is given or
 * asked for otherwise. `notes` get lines for the user, about helpers that are
 * left out.
 */

/*
 * Loads the manifest of `path`; or, when that is NULL, ours and the helpers
 * of a project that its user trusts. -1 as manifest_load.
 */
int offer_load(struct manifest *all, const char *path, struct strv *notes,
    struct error *e);
/*
 * Fills `out`. `names` are the user's, commas within them split (all: what
 * only reads; none; given none: all); `helpers`, an array, narrows what was
 * not named. -1 with invalid_arguments for an unknown name.
 */
int offer_select(struct manifest *out, const struct manifest *all,
    const struct strv *names, const cJSON *helpers, enum approval_mode approval,
    struct strv *notes, struct error *e);

#endif
