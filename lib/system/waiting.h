#ifndef SYSTEM_WAITING_H
#define SYSTEM_WAITING_H

#include <stdbool.h>

/*
 * What a program waits for, and how long already: one line on standard
 * error, if that is a terminal of ours, from the third second on. It is
 * redrawn in place, and gone before anything else is printed.
 */

/* Whether there is such a terminal. */
bool waiting_is_on(void);
/* Whether the line is to be drawn anew, after a wait since then. */
bool waiting_due(double since);
/* Draws it: `PROGRAM: waiting for WHAT, N s`, or `N of M s` if `of` > 0. */
__attribute__((format(printf, 3, 4))) void waiting_show(
    double since, double of, const char *what, ...);
/* Sleeps, and shows what for; false as interrupt_sleep. */
bool waiting_sleep(double seconds, const char *what);
/* To be called before anything else is printed. */
void waiting_clear(void);
/*
 * Something was printed on standard output: as long as its last line is open
 * on a terminal, nothing is drawn over it.
 */
void waiting_printed(bool line_open);

#endif
