#ifndef COURSE_PRACTICE_H
#define COURSE_PRACTICE_H

#include "base/error.h"
#include "course/course.h"
#include "text/sha256.h"
#include <stdbool.h>

/*
 * Where the learner works: practice/MODULE/ID, a copy of the exercise's
 * start/ that is a git repository of its own.
 */

/*
 * The nearest folder `practice` of a course that was begun, in this folder
 * or one above it, or what a link `practice` leads to when we stand in it; or
 * practice/ in this folder. The caller frees.
 */
char *practice_find(void);
/* The folder of an exercise in it; the caller frees. */
char *practice_folder(
    const char *practice, const struct course *c, const struct exercise *x);
bool practice_exists(const char *folder);

/* Makes the folders above a path. -1 sets errno. */
int practice_make_above(const char *path);
/*
 * Makes the folder as the start of the exercise in the folder `from`, whole
 * or not at all. One that is there stays as it is; what a start that was
 * killed has left beside it goes. -1 with e.
 */
int practice_make(const char *folder, const struct course *c, const char *from,
    struct error *e);

/*
 * A hash of the names and bytes of all files in the folder except those below
 * .git and .codex-log and those that its .gitignore names: what runs made is
 * no work of the learner's. "" when it cannot be read.
 */
void practice_hash(const char *folder, char hex[SHA256_HEX + 1]);
/* Changes when a file there was written: of names, sizes and times. */
unsigned long practice_mark(const char *folder);

#endif
