#ifndef COURSE_FOLLOW_H
#define COURSE_FOLLOW_H

#include "course/desk.h"

/* [ID]: judges the exercise now, and after each save; on a terminal keys
 * are commands. */
int follow(struct desk *d, char **words);

#endif
