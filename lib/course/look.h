#ifndef COURSE_LOOK_H
#define COURSE_LOOK_H

#include "course/desk.h"

/* The commands that show and change nothing of the work. */

/* Where the learner is, and what to do next. */
int look_status(struct desk *d, char **words);
/* [done|pending|MODULE]: the exercises. */
int look_list(struct desk *d, char **words);
/* The modules, the time spent, what was learnt. */
int look_progress(struct desk *d, char **words);
/* [ID]: one hint more. */
int look_hint(struct desk *d, char **words);
/* [ID], once it has passed: ours, and why. */
int look_solution(struct desk *d, char **words);

#endif
