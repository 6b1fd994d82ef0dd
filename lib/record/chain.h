#ifndef RECORD_CHAIN_H
#define RECORD_CHAIN_H

#include "base/buf.h"
#include "text/sha256.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A log is lines:
 * {"prev":HASH,"seq":N,"time":...,"type":...,...,"sum":SUM}
 * prev chains it to the bytes of the line before (without its newline); seq
 * counts lines, so that a missing one is told from an altered one; sum is
 * over the line's own bytes before it, so that a flipped bit is found where
 * it is, in the last line too.
 */

/* The lines of a log, one after the other: p and end are set beforehand. */
struct chain {
	const char *p, *end;
	const char *line; /* the current one, without its newline */
	size_t len;
	size_t n;  /* its number, from 1 */
	bool torn; /* it has no newline */
};

/* The hash before the first line. */
extern const char chain_start[SHA256_HEX + 1];

/* Appends the event as the line after one with this hash and seq. */
void chain_print(struct buf *b, const char *prev, long seq, const cJSON *event);
/* Whether a line's own sum holds. */
bool chain_sum_holds(const char *line, size_t len);

/* Goes to the next line; false at the end. */
bool chain_next(struct chain *l);
/*
 * Checks the current line against the hash of the last one and of the one
 * before that. NULL, or what is wrong; the caller frees.
 */
char *chain_wrong(const struct chain *l, const char *prev, const char *before);

#endif
