#ifndef EXCHANGE_BYHAND_H
#define EXCHANGE_BYHAND_H

#include "base/strv.h"
#include "contract/manifest.h"
#include "exchange/calls.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdnoreturn.h>

/*
 * A helper that is run by name, as codex-run NAME: argv is its own, with
 * the name in front. What is wrong ends the program, as in the helper.
 */

/* Whether the words only ask what the helper is: --help and the like. */
bool byhand_asks(char **argv);
/* The root that the words name, or the usual one; -1 as root_set. */
int byhand_set_root(const cJSON *entry, int argc, char **argv, struct error *e);
/* Makes the helper take our place, with that environment. */
noreturn void byhand_become(const struct manifest *m, const cJSON *entry,
    char **argv, struct strv *env);

/*
 * The call of a helper of ours: its words and standard input (both lent)
 * go on as they came, since it says itself what is wrong with them; the
 * arguments, for the log, are what it will make of them.
 */
void byhand_ours(struct call *c, const cJSON *entry, int argc, char **argv);
/* The call of a project's helper: its arguments are made and checked here. */
void byhand_foreign(struct call *c, const cJSON *entry, int argc, char **argv);
/*
 * What a helper of ours would have done when it ended: a word for people,
 * and upstream_truncated.
 */
void byhand_finish(struct call *c);

#endif
