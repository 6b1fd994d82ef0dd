#ifndef CONTRACT_LINES_H
#define CONTRACT_LINES_H

#include "base/buf.h"
#include "base/error.h"
#include "system/excerpt.h"
#include <cjson/cJSON.h>

/*
 * Lines of files as an answer within max_tokens (contract 5): `files`, an
 * item for each excerpt, of which an answer may hold a part. What is skipped
 * and counted are lines; each is counted once.
 *
 *	tool_answer_lines(&(struct lines){.x = &excerpts, ...});
 */
struct lines {
	const struct excerpts *x;
	cJSON *details;  /* the members behind `files`; taken; or NULL */
	long max_tokens; /* 0: no limit */
	long skip;
	bool number; /* put its number and a tab before each line */
};

/*
 * As many bytes of text as an answer of max_tokens can need (`most` of
 * excerpts); 0 for no limit or one
 * that is too high to hold that.
 */
size_t lines_most(long max_tokens);

/*
 * Appends the result line, with truncated, total and next; a line that alone
 * is too long is cut inside. -1 with invalid_arguments when not even that
 * fits.
 */
int lines_finish(struct lines *l, struct buf *line, struct error *e);

#endif
