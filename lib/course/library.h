#ifndef COURSE_LIBRARY_H
#define COURSE_LIBRARY_H

#include "course/desk.h"

/*
 * The learner's own patterns and scenarios, in practice/library/KIND/NAME.md,
 * and index.md, which links to all of them.
 */

/* [KIND TITLE...]: opens a page, or shows the index; with --check, FILE:
 * judges one. */
int library_document(struct desk *d, char **words);
/* What is missing on this machine, and what mends it. */
int library_doctor(struct desk *d, char **words);

#endif
