#ifndef COURSE_RENEW_H
#define COURSE_RENEW_H

#include "base/error.h"
#include "course/course.h"

/*
 * Starts an exercise anew where it is: what is in its folder is moved to
 * practice/backup/ID-TIME, and the start takes its place. The folder itself
 * stays, and with it the shell that stands there. Returns the backup's path,
 * which the caller frees. NULL with e: all is as it was, or else e names the
 * backup.
 */
char *renew(const char *practice, const char *folder, const struct course *c,
    const struct exercise *x, struct error *e);

#endif
