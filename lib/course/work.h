#ifndef COURSE_WORK_H
#define COURSE_WORK_H

#include "course/desk.h"
#include "course/trial.h"

/* The commands that make folders and judge them. */

/* [ID|MODULE]: the folder of the exercise, or of the next. */
int work_start(struct desk *d, char **words);
/* [ID]: the verdict. */
int work_check(struct desk *d, char **words);
/* [ID]: the folder anew, with a backup of what was there. */
int work_reset(struct desk *d, char **words);
/* The project in which the commands of the pages run. */
int work_sample(struct desk *d, char **words);

/* For those that judge in another way: makes the exercise's folder, and it
 * the current one; judges, shows and remembers; writes a verdict down that
 * is of files of this hash; gives it as an object for programs. */
void work_begin(struct desk *d, const struct exercise *x);
bool work_judge(struct desk *d, const struct exercise *x);
void work_record(struct desk *d, const struct trial *t, const char *hash);
cJSON *work_verdict(const struct desk *d, const struct trial *t);

#endif
