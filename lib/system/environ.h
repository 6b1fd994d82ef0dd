#ifndef SYSTEM_ENVIRON_H
#define SYSTEM_ENVIRON_H

#include "base/strv.h"

/*
 * The environment of a child is an allow-list (contract 8): adds those of
 * the named variables (up to a NULL) that our own environment has.
 */
void environ_allow(struct strv *env, const char *const *names);

#endif
