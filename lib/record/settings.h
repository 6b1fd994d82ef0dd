#ifndef RECORD_SETTINGS_H
#define RECORD_SETTINGS_H

#include "base/error.h"
#include "system/confine.h"
#include <cjson/cJSON.h>

/*
 * What a project asks of the sandbox of its tests, once its user trusted it
 * (contract 11): `sandbox` of .codex/config.json, an object with
 *   network      "none", "loopback" or "all"
 *   environment  names of variables that the tests get too
 *   read         folders outside of the root that they may read
 */

/*
 * A setting of .codex/config.json in *value, which the caller deletes; NULL
 * when there is none. -1 with policy_denied when its user did not trust it;
 * `what` names it.
 */
int settings_find(
    const char *key, const char *what, cJSON **value, struct error *e);
/*
 * Adds to c what is asked, and to names the variables. -1 with
 * policy_denied when it is not trusted, invalid_arguments when it is wrong.
 */
int settings_apply(struct confine *c, struct strv *names, struct error *e);

#endif
