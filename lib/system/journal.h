#ifndef SYSTEM_JOURNAL_H
#define SYSTEM_JOURNAL_H

#include "base/buf.h"
#include "base/error.h"
#include "system/change.h"
#include <stddef.h>

/*
 * What change.c is about to do to the files of the root, so that a process
 * which is killed leaves its work to the next one. One file per root in the
 * user's state folder, empty when nothing is pending, and locked by whoever
 * changes the root. Each phase is appended, and on disk before it begins:
 * staged (files beside are written), committed (each takes its name), undone
 * (that failed, and is taken back).
 */
enum journal_phase {
	JOURNAL_EMPTY,
	JOURNAL_STAGED,
	JOURNAL_COMMITTED,
	JOURNAL_UNDONE,
};

struct journal {
	int fd;
	enum journal_phase phase;
	struct buf text;  /* what was found there */
	struct change *c; /* its changes, whose paths are lent from text; */
	size_t n;         /* before and after are empty if only staged */
};

/*
 * Waits for the lock, which the process keeps, and reads what a killed one
 * left. -1 with permission_denied when the state folder cannot be written.
 */
int journal_open(struct journal *j, struct error *e);
/* Enters a phase with these changes. -1: the phase before still holds. */
int journal_enter(struct journal *j, enum journal_phase phase,
    const struct change *c, size_t n, struct error *e);
/* Nothing is pending any more. */
void journal_clear(struct journal *j);

#endif
