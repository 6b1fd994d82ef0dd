#ifndef SYSTEM_EXCERPT_SCAN_H
#define SYSTEM_EXCERPT_SCAN_H

#include "system/excerpt.h"

/* How excerpt.c reads a file. */

/*
 * Reads the file and holds the lines of its excerpts from..to, which are
 * sorted and do not meet; their ends are made the file's. A large file is
 * read no further than it must be; then its n is -1, and excerpts that were
 * not reached are taken from v, whose last ones they are. For no excerpts
 * the lines are only counted. -1 as excerpts_read.
 */
int excerpt_scan(struct excerpts *x, struct excerpt_file *f, int fd,
    struct excerpt *from, struct error *e);
/* Notes where the next line begins that the file holds. */
void excerpt_hold_line(struct excerpt_file *f);

#endif
