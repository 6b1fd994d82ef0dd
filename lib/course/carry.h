#ifndef COURSE_CARRY_H
#define COURSE_CARRY_H

#include "course/desk.h"

/* The commands that carry progress from one machine to another. */

/* [FILE]: writes it there, or to standard output. */
int carry_out(struct desk *d, char **words);
/* FILE: adds what it says. */
int carry_in(struct desk *d, char **words);

#endif
