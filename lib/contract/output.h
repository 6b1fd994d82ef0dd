#ifndef CONTRACT_OUTPUT_H
#define CONTRACT_OUTPUT_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* What a command printed, as process.h keeps it. */
struct output {
	const char *text; /* its head, then its tail */
	size_t len, head;
	size_t cut_bytes, cut_lines; /* already left out between them */
};

/*
 * Appends the result line of details with `output` behind them, of at most
 * max_tokens (0: no limit): whole, or its head and its tail (contract 5)
 * around a line that says how much was left out, also as bytes_left_out and
 * lines_left_out. When not even details without output fit, the array `list`
 * in it is cut at its end, with truncated and total, and the last item inside.
 * -1 with invalid_arguments when that does not help. Takes details.
 */
int output_finish(struct buf *line, bool success, cJSON *details,
    const struct output *o, const char *list, long max_tokens, struct error *e);

#endif
