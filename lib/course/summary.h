#ifndef COURSE_SUMMARY_H
#define COURSE_SUMMARY_H

#include "course/learner.h"
#include "course/screen.h"

/*
 * What was done in each module: not started, in progress or complete, how
 * many of its exercises, the minutes spent; and what was learnt.
 */
void summary_show(struct screen *s, const struct learner *l);
/* The same as a table in Markdown. */
void summary_markdown(struct buf *text, const struct learner *l);

#endif
