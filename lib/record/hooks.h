#ifndef RECORD_HOOKS_H
#define RECORD_HOOKS_H

#include "base/error.h"
#include "record/session.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * A project's hooks: executables in .codex/hooks/, named after the step
 * beside which they run, once the project is trusted (contract 11). Each
 * gets the event as one JSON object on standard input. One that runs before
 * a step and ends with anything but 0 stops that step; what it printed is
 * the reason. Nothing that a hook prints reaches standard output.
 */
enum hook {
	HOOK_SESSION_START,
	HOOK_BEFORE_REQUEST,
	HOOK_AFTER_RESPONSE,
	HOOK_BEFORE_HELPER,
	HOOK_AFTER_HELPER,
	HOOK_SESSION_END,
	HOOKS
};

struct hooks {
	bool there[HOOKS];
	double deadline; /* of the whole run, on clock_now's clock; 0: none */
};

/*
 * Looks for the project's hooks, after root_set(). Those that were not
 * trusted are told of on standard error, and none will run. Within a hook
 * there are no hooks.
 */
void hooks_open(struct hooks *h);
/*
 * Runs a hook, if it is there, for at most CODEX_HOOK_TIMEOUT seconds (30).
 * The event (lent, its secrets are redacted on the way) gets `hook`, `root`
 * and `session`. -1 with policy_denied when the step must not be done; the
 * failure of one that stops nothing is told of on standard error.
 */
int hooks_run(const struct hooks *h, enum hook which, const struct session *s,
    const cJSON *event, struct error *e);

#endif
