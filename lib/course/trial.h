#ifndef COURSE_TRIAL_H
#define COURSE_TRIAL_H

#include "base/buf.h"
#include "base/error.h"
#include "course/course.h"
#include "system/process.h"
#include <stdbool.h>

/*
 * One run of a script that judges: an exercise's check on a copy of the
 * learner's folder, or another of the course's (docs/exercises/README.md). It
 * has a folder and an environment of its own, prints `ok TEXT` or `no TEXT`
 * for each criterion, and is ended after ten seconds with whatever it
 * started.
 */
struct trial {
	const struct exercise *x; /* NULL: of none */
	unsigned long seed;       /* of the hidden inputs */
	char *scratch;
	struct process process;
	bool passed;
	/* why there is no verdict: it hung, broke or said nothing; or NULL */
	char *broken;
};

/* A seed that nobody can know before. */
unsigned long trial_seed(void);

/*
 * Starts SCRIPT of the course (`judge` for a check) with the path of what it
 * judges, or NULL. 0; -1 with e when it cannot be started. The caller
 * releases it in either case.
 */
int trial_start(struct trial *t, const struct course *c,
    const struct exercise *x, const char *script, const char *path,
    unsigned long seed, struct error *e);
/* Takes the verdict of a process that has ended. */
void trial_judge(struct trial *t);
/* Both, and the wait between. */
int trial_run(struct trial *t, const struct course *c, const struct exercise *x,
    const char *script, const char *path, unsigned long seed, struct error *e);
void trial_release(struct trial *t);

/*
 * The next criterion of what was printed, lent up to its end in *len: its
 * text, and in *ok its verdict. NULL at the end. *at begins with 0.
 */
const char *trial_next(
    const struct trial *t, size_t *at, bool *ok, size_t *len);

#endif
