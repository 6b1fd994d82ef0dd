#ifndef COURSE_LEARNER_H
#define COURSE_LEARNER_H

#include "base/error.h"
#include "course/course.h"
#include "course/progress.h"
#include <stdbool.h>

/* Where a learner stands in a course. */
struct learner {
	struct course course;
	struct progress progress;
	char *practice; /* the folder */
};

enum standing {
	STANDING_NEW,
	STANDING_BEGUN,
	STANDING_CHANGED, /* it passed, and its files changed since */
	STANDING_PASSED,
};

/* Reads the course and the state. The caller releases it in either case. */
int learner_open(struct learner *l, struct error *e);
/* Reads the state anew, to be changed; others wait until it is saved. -1
 * leaves what was read. */
int learner_begin(struct learner *l, struct error *e);
int learner_save(struct learner *l, struct error *e);
void learner_release(struct learner *l);

enum standing learner_standing(
    const struct learner *l, const struct exercise *x);
const char *standing_name(enum standing s);
/* How many of the n exercises from the first on have passed. */
size_t learner_passed(const struct learner *l, size_t first, size_t n);
/* The one in whose folder this process stands; NULL when in none. Lent. */
const struct exercise *learner_here(const struct learner *l);
/* The one that was worked on last, or the first. Lent. */
const struct exercise *learner_current(const struct learner *l);
/* The first behind x, and around, that has not passed; NULL when all others
 * have. */
const struct exercise *learner_after(
    const struct learner *l, const struct exercise *x);
/* The current one if it has not passed, or the first behind it; NULL. */
const struct exercise *learner_next(const struct learner *l);
/* The exercise's folder; the caller frees. */
char *learner_folder(const struct learner *l, const struct exercise *x);

/* What is known of an exercise, as an object for programs. */
cJSON *learner_object(const struct learner *l, const struct exercise *x);

#endif
