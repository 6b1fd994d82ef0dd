#ifndef COURSE_VIEW_H
#define COURSE_VIEW_H

#include "course/learner.h"
#include "course/screen.h"
#include "course/trial.h"

/* What a learner sees of the course. */

/* How far the learner is: a bar, and figures. */
void view_progress(struct screen *s, const struct learner *l);
/* The exercise, its page, where to work. */
void view_exercise(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* What to type next. */
void view_next(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* The criteria, and whether it passed. */
void view_verdict(struct screen *s, const struct trial *t);
/*
 * The hints up to this level, of a text with a `## ` heading over each, and
 * what shows more where there are. Returns the level, at most how many there
 * are.
 */
long view_hints(
    struct screen *s, const char *text, long level, const char *more);
/* One line in a list; where that is too narrow the title on a second. */
void view_row(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* Where our files are, and the pattern they are an example of. */
void view_solution(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* `name  path`, from this folder on where that is shorter, on one line: a
 * path that is broken over lines cannot be clicked or copied. */
void view_path(struct screen *s, const char *name, const char *path);

#endif
