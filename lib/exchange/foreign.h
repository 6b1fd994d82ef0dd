#ifndef EXCHANGE_FOREIGN_H
#define EXCHANGE_FOREIGN_H

#include "base/error.h"
#include "system/confine.h"
#include "system/process.h"
#include <cjson/cJSON.h>

/*
 * A project's own helper, in whatever language: it cannot give up its rights
 * itself, so it is confined to what its entry grants as it is started
 * (contract 8).
 */

/*
 * Prepares it and adds to the options and the environment; nothing for an
 * entry that did not come with the project. -1 as confine_prepare.
 */
int foreign_confine(struct confine *c, const cJSON *entry,
    struct process_options *o, struct strv *env, struct error *e);
/*
 * When it has ended: -1 with policy_denied if it changed what is reserved,
 * which was put back. Releases c.
 */
int foreign_finish(struct confine *c, const char *name, struct error *e);

#endif
