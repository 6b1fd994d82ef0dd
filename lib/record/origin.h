#ifndef RECORD_ORIGIN_H
#define RECORD_ORIGIN_H

#include <stdbool.h>

/*
 * Whether a log was begun here, by this user, or came with a repository:
 * of each that we begin the user's state folder remembers the place, which
 * nobody else can write to. Its owner and mode alone do not tell: under
 * umask 077 a file of a checkout is as private as ours. Without a state
 * folder everything counts as begun here.
 */

/* A log that is at that path now; what cannot be remembered will not be. */
void origin_note(const char *path);
bool origin_is_here(const char *path);
/* Before it is deleted. */
void origin_forget(const char *path);

#endif
