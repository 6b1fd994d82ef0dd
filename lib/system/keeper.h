#ifndef SYSTEM_KEEPER_H
#define SYSTEM_KEEPER_H

#include <stdbool.h>
#include <stdnoreturn.h>
#include <sys/types.h>

/*
 * A process between us and a program that is confined: whatever the program
 * starts, in whatever session, ends with the program, and with us, even if
 * we are killed. Everything here is called between fork and exec, or in a
 * signal handler: system calls only.
 */

/* Before the fork: the signals that the keeper waits for, held. */
void keeper_hold_signals(void);
/*
 * Stays until the child has ended and all its descendants, exits with its
 * status (128+n for a signal). SIGTERM is passed on; SIGHUP, which is what
 * the end of our parent is, gives them a moment and then SIGKILL.
 */
noreturn void keeper_stay(pid_t child);
/*
 * The same as the first process of a PID namespace, which the kernel ends
 * with it.
 */
noreturn void keeper_stay_first(pid_t child);

/*
 * Kills the calling process' children, theirs when they become ours, until
 * there are none but those that `spare` wants to keep (NULL: none).
 */
void keeper_end_children(bool (*spare)(pid_t));

#endif
