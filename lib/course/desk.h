#ifndef COURSE_DESK_H
#define COURSE_DESK_H

#include "course/learner.h"
#include "course/screen.h"
#include <stdbool.h>

/*
 * What every command of codex-learn has before it. The commands are
 * functions `int NAME(struct desk *d, char **words)`: they take the operands
 * up to a NULL, write with desk_show(), return the exit status, and fail by
 * tool_fail().
 */
struct desk {
	struct learner learner;
	struct screen screen;
	struct error error;
	bool keys; /* commands are keys now */
	/* options */
	const char *dir;
	long seed; /* -1: draw one */
	bool json, markdown, yes, check;
};

/* Reads the course and the state, and says so if that is damaged. */
void desk_open(struct desk *d);
/* Reads the state anew, to be changed; then writes it. */
void desk_begin(struct desk *d);
void desk_save(struct desk *d);

/* The exercise of a word; where that is NULL the one in whose folder one
 * stands, or the current one. */
const struct exercise *desk_choose(struct desk *d, const char *word);
/* Its folder, which must be there; the caller frees. */
char *desk_folder(struct desk *d, const struct exercise *x);
/* The text of a file of the exercise; the caller frees. */
char *desk_read(struct desk *d, const struct exercise *x, const char *name);
/* What hidden inputs are drawn from. */
unsigned long desk_seed(const struct desk *d);
/* Whether a person at the terminal says yes, or --yes did. */
bool desk_agrees(struct desk *d, const char *question);
/* Writes what is on the screen. */
void desk_show(struct desk *d);

#endif
