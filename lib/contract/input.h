#ifndef CONTRACT_INPUT_H
#define CONTRACT_INPUT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <cjson/cJSON.h>

/*
 * What came through the pipe (contract 3, 4): nothing, one JSON object of
 * arguments, or result lines from upstream.
 */
enum input_kind { INPUT_NONE, INPUT_ARGUMENTS, INPUT_RESULTS, INPUT_TEXT };

struct input {
	enum input_kind kind;
	struct buf text; /* the bytes as they came */
	cJSON *value;    /* the arguments object, or an array of result lines */
	struct strv
	    lines; /* of INPUT_RESULTS: each line's bytes as they came */
};

/*
 * Reads standard input to its end. A terminal, a closed descriptor and an
 * empty file are INPUT_NONE. After two silent seconds on a pipe one line on
 * standard error says what is waited for, and names --no-stdin; none does
 * with what == NULL, for what must have input. -1 with too_large (1 GiB) or
 * internal. The text is not yet looked at.
 */
int input_read(struct input *in, const char *what, struct error *e);
/*
 * Reads text as JSON: INPUT_ARGUMENTS or INPUT_RESULTS; -1 with
 * invalid_json, whose hint names </dev/null and xargs.
 */
int input_parse(struct input *in, struct error *e);
/* Like input_parse, but text that is no such JSON is INPUT_TEXT. */
void input_classify(struct input *in);
/*
 * Merges the vocabulary of the lines' details (contract 4): arrays joined,
 * duplicates dropped; NULL with invalid_arguments for two different scalars.
 * What failed lines carry is taken too: whoever does not want that has
 * passed them on (tool_pass_failures). The caller deletes.
 */
cJSON *input_merge(const struct input *in, const cJSON *names, struct error *e);
void input_release(struct input *in);

#endif
