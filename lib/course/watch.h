#ifndef COURSE_WATCH_H
#define COURSE_WATCH_H

#include "base/error.h"
#include <stdbool.h>

/*
 * Waits for a save in a folder, or a key. Saves are told by inotify(7), and
 * where the kernel does not hear of them (a network file system, a folder of
 * another machine) by looking at names, sizes and times every second.
 */
struct watch {
	const char *folder; /* lent */
	int events;         /* inotify; -1: only looked at */
	unsigned long mark; /* of the files as they were seen last */
	bool keys;          /* standard input is a terminal of ours */
};

#define WATCH_SAVED 1 /* else a key's character */
#define WATCH_ENDED 0 /* by a signal, or the end of the terminal */

/* Looks at the folder as it is now; keys come one by one from here on. The
 * caller has called interrupt_catch(). */
void watch_open(struct watch *w, const char *folder);
/*
 * The next thing that happens. Saves that follow each other within 200 ms
 * are one; those made since the last call are told at once.
 */
int watch_next(struct watch *w);
/* Gives the terminal back, which also an exit does. */
void watch_close(struct watch *w);

#endif
