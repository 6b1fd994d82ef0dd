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
 * Stays until the child and all its descendants have ended; the child's
 * status, 128+n for a signal. SIGTERM is passed on to `all`, a process or
 * minus a group; SIGINT is the end of all at once; SIGHUP, which is what our
 * parent's end is to be, the same after a moment: then *alone is set.
 */
int keeper_stay(pid_t child, pid_t all, bool *alone);
/*
 * The same for the first process of a PID namespace, with which the kernel
 * ends the others: exits with the status.
 */
noreturn void keeper_stay_first(pid_t child);

#endif
