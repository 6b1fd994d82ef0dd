#ifndef RECORD_TAIL_H
#define RECORD_TAIL_H

#include "base/buf.h"
#include "text/sha256.h"
#include <stdbool.h>
#include <sys/types.h>

/* The end of a log: its last whole line, and what was torn behind it. */
struct tail {
	off_t size;      /* of the whole lines */
	struct buf line; /* the last of them, without its newline */
	struct buf torn;
};

/* Fills a zeroed one from an open log; -1 sets errno. */
int tail_read(int fd, struct tail *t);
void tail_release(struct tail *t);
/* The hash and the number that the next line builds on; false if damaged. */
bool tail_link(const struct tail *t, char prev[SHA256_HEX + 1], long *seq);
/*
 * Writes at the end `at`, all or nothing. A limit on file size (ulimit -f) is
 * a full disk like any other, no reason to die.
 */
int tail_write(int fd, off_t at, const struct buf *b);

#endif
