#ifndef COURSE_VERIFY_H
#define COURSE_VERIFY_H

#include "course/desk.h"

/*
 * Checks all that was started, as many at once as there are processors, and
 * writes down what passes: also what a damaged state has forgotten. Status 0
 * when the whole course has passed.
 */
int verify(struct desk *d, char **words);

#endif
