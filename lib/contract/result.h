#ifndef CONTRACT_RESULT_H
#define CONTRACT_RESULT_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* Result lines (contract 1, 5): {"success":...,"details":{...},"tokens":N} */

/* Tokens of a text in the encoding that CODEX_ENCODING selects. */
size_t result_tokens(const char *text, size_t len);
/* Tokens of a details object as it will be printed. */
size_t result_cost(const cJSON *details);
/*
 * Cuts the longest text of an item inside, marks it (contract 5), so that
 * the details, which hold it, fit. False when that is not enough.
 */
bool result_cut(cJSON *details, cJSON *item, long max_tokens);
/*
 * Says that not even the cut details fit, and what would do; whole is what
 * they cost before the cut. Returns -1.
 */
int result_refuse(
    const cJSON *details, size_t whole, long max_tokens, struct error *e);
/* Appends the line of a result with its newline. */
void result_line(struct buf *line, bool success, const cJSON *details);
/* {"error":{...}} as a new details object. */
cJSON *result_error(const struct error *e);
/* Whether a value has exactly the three keys of a result line. */
bool result_is(const cJSON *value);
/* Whether it is a failure: its details hold an error object. */
bool result_failed(const cJSON *value);
/* The exit status for a result line: 0, 1, or its error code's. */
int result_status(const cJSON *value);

/*
 * A list within max_tokens: items are taken in order from `skip` on, as
 * long as the whole details object fits; then truncated, total and next
 * are set. The exact count is made once, at the end.
 *
 *	result_list(&r, "matches", a.max_tokens, a.skip);
 *	while (... && result_add(&r, item)) ;
 *	cJSON_AddStringToObject(r.details, "summary", ...);
 *	tool_answer_list(&r);
 */
struct result {
	cJSON *details; /* members may be added at any time */
	const char *key;
	cJSON *items;
	long max_tokens; /* 0: no limit */
	size_t skip;     /* items that an earlier answer held */
	size_t seen;     /* items offered, skipped ones included */
	size_t cost;     /* tokens of the items kept, as estimated */
	bool full;       /* an item did not fit: the rest is only counted */
	bool more;       /* there may be items that were never offered */
};

void result_list(struct result *r, const char *key, long max_tokens, long skip);
/*
 * Takes the item. False once the limit is reached: the caller may go on
 * offering, to have an exact total, or stop and set r->more.
 */
bool result_add(struct result *r, cJSON *item);
/*
 * Cuts to max_tokens exactly, adds truncated, total, next. 0; -1 with
 * invalid_arguments when not even the envelope fits.
 */
int result_finish(struct result *r, struct error *e);

#endif
