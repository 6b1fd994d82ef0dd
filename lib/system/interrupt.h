#ifndef SYSTEM_INTERRUPT_H
#define SYSTEM_INTERRUPT_H

#include <stdbool.h>

/*
 * SIGINT, SIGTERM and SIGHUP as something a program can wait for beside its
 * other work, so that it can keep what it has and close its log before it
 * ends. The second such signal ends the process at once.
 */

/* From now on; what was ignored stays ignored. Children are killed. */
void interrupt_catch(void);
/* The signal that came, or 0. */
int interrupt_number(void);
/* Readable once a signal came; -1 when none is caught. */
int interrupt_fd(void);
/* Sleeps; false when a signal ended it, or had come before. */
bool interrupt_sleep(double seconds);
/* Ends the process by the signal that came; returns when none came. */
void interrupt_raise(void);

#endif
