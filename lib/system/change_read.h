#ifndef SYSTEM_CHANGE_READ_H
#define SYSTEM_CHANGE_READ_H

#include "system/change.h"

/* Why a change is not made; for change.c. All return -1 and fill e. */

/* By errno; the verb says what could not be done to the path. */
int change_refused(const char *path, const char *verb, struct error *e);
/* It was to be created. */
int change_refuse_present(const char *path, struct error *e);
/* 0 when the path is not reserved (contract 6). */
int change_check(const char *path, struct error *e);

#endif
