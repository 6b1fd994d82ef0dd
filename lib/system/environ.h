#ifndef SYSTEM_ENVIRON_H
#define SYSTEM_ENVIRON_H

#include "base/strv.h"

/*
 * The environment of a child is an allow-list (contract 8): adds those of
 * the named variables (up to a NULL) that our own environment has.
 */
void environ_allow(struct strv *env, const char *const *names);

/*
 * The environment of a helper: ours without what names a key, token,
 * secret, password or credentials, and with CODEX_ROOT and CODEX_RUN set.
 */
void environ_without_secrets(struct strv *env);

#endif
