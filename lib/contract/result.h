#ifndef CONTRACT_RESULT_H
#define CONTRACT_RESULT_H

#include "base/buf.h"
#include "base/error.h"
#include "contract/counted.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* Result lines (contract 1, 5): {"success":...,"details":{...},"tokens":N} */

/* Tokens of a text in the encoding that CODEX_ENCODING selects. */
size_t result_tokens(const char *text, size_t len);
/* Tokens of a details object as it will be printed. */
size_t result_cost(const cJSON *details);
/* Appends the line of a result with its newline; returns its tokens. */
size_t result_line(struct buf *line, bool success, const cJSON *details);
/* The same of details that are printed, and mostly counted, already. */
size_t result_parts(
    struct buf *line, bool success, const struct counted_part *parts, size_t n);
/* {"error":{...}} as a new details object. */
cJSON *result_error(const struct error *e);
/* Whether a value has exactly the three keys of a result line. */
bool result_is(const cJSON *value);
/* Whether it is a failure: its details hold an error object. */
bool result_failed(const cJSON *value);
/*
 * The name of the helper that an answer is from: a line does not say, but
 * members that of ours only one has do. NULL: these details have none.
 */
const char *result_helper(const cJSON *details);
/* The exit status for a result line: 0, 1, or its error code's. */
int result_status(const cJSON *value);

/*
 * A list within max_tokens: items are taken in order from `skip` on, as
 * long as the whole details object fits; then truncated, total and next
 * are set. Each item is counted once, when it is added.
 *
 *	result_list(&r, "matches", a.max_tokens, a.skip);
 *	while (... && result_add(&r, item)) ;
 *	cJSON_AddStringToObject(r.details, "summary", ...);
 *	tool_answer_list(&r);
 */
#define RESULT_SECTIONS 6

struct result {
	cJSON *details;  /* the members behind the list; add at any time */
	bool failed;     /* the answer is no: success is false */
	long max_tokens; /* 0: no limit */
	size_t skip;     /* items that an earlier answer held */
	size_t seen;     /* items offered, skipped ones included */
	bool full;       /* an item did not fit: the rest is only counted */
	bool more;       /* there may be items that were never offered */

	/* what follows only result_list.c and result_fit.c know */
	struct counted list, members;
	struct count start; /* of the list: before any item */
	struct result_kept *kept;
	size_t n, room;
	cJSON *first; /* the first item kept, in case that it must be cut */
	const char *text_name;
	struct buf head; /* of the text that the items make, with its name */
	struct result_section {
		struct buf heading;
		struct counted text;
	} sections[RESULT_SECTIONS];
	size_t n_sections;
};

void result_list(struct result *r, const char *key, long max_tokens, long skip);
/*
 * Takes the item. False once the limit is reached: the caller may go on
 * offering, to have an exact total, or stop and set r->more.
 */
bool result_add(struct result *r, cJSON *item);

/*
 * For a list whose items also make a text: the member `name` begins with
 * `head`, then come the sections, each under its heading unless it is
 * empty. result_add_to() also appends to a section, counted from 0.
 */
void result_text(struct result *r, const char *name, const char *head);
void result_section(struct result *r, const char *heading);
bool result_add_to(
    struct result *r, cJSON *item, size_t section, const char *s, size_t len);

/*
 * Ends the list: cuts to max_tokens exactly, adds truncated, total, next,
 * and appends the result line. -1 with invalid_arguments when not even the
 * envelope fits. Frees all that r holds.
 */
int result_finish(struct result *r, struct buf *line, struct error *e);
/* The end of a list as JSON, and the members behind it. */
void result_members(struct counted *c, const cJSON *details);
/* Says what the least is that this answer can be cut to. Returns -1. */
int result_refuse(long max_tokens, size_t least, struct error *e);

#endif
