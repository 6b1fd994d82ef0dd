#ifndef RECORD_TRUST_H
#define RECORD_TRUST_H

#include "base/error.h"
#include <cjson/cJSON.h>

/*
 * What a repository brings along to be run is data until its user says
 * otherwise (contract 11): the helpers of .codex/functions.json with their
 * programs, the hooks in .codex/hooks, the test command and the sandbox's
 * settings in .codex/config.json. Consent is for exactly this content, in this
 * root.
 */
struct trust {
	cJSON *items;  /* [{kind,path,sha256,...}] of what would be run */
	char hash[65]; /* of all of it */
};

/* Reads what is there, after root_set(). -1 when it cannot be read. */
int trust_read(struct trust *t, struct error *e);
void trust_release(struct trust *t);

/*
 * 0 when nothing is there to trust, when it was trusted, or when CODEX_TRUST
 * is its hash. -1 with policy_denied, whose hint is the command that trusts;
 * `what` names what was to be run.
 */
int trust_check(const char *what, struct error *e);
/* Remembers the consent in the user's state folder. */
int trust_record(const struct trust *t, struct error *e);

#endif
