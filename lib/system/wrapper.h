#ifndef SYSTEM_WRAPPER_H
#define SYSTEM_WRAPPER_H

#include "base/error.h"

/*
 * Running one command in our place, as env(1) and nohup(1) do, but staying:
 * it has our standard streams and our group, gets the signals that we get,
 * and nothing that it started outlives us.
 */

/*
 * Keeps SIGINT, SIGTERM, SIGHUP and SIGCHLD for wrapper_wait: to be called
 * before any thread is started.
 */
void wrapper_hold_signals(void);
/* Starts argv in env. Its pid, or -1 with not_available. */
long wrapper_start(char *const *argv, char *const *env, struct error *e);
/*
 * Waits until the command has ended, or pid 0: until a signal. Returns its
 * status, 128+n for a signal; *stopped is the signal that told us to stop,
 * or 0. All that it started has ended then.
 */
int wrapper_wait(long pid, int *stopped);
/* Ends us by the signal that told us to stop, as the shell expects. */
void wrapper_raise(int number);

#endif
