/* output: what a command printed, its middle left out to fit a limit */
#include "contract/output.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/result.h"
#include "text/ends.h"

/*
 * Sets `output` to about `keep` bytes: a third from the head, the rest from
 * the tail, where a failing build says why.
 */
static void
set_output(cJSON *details, const struct output *o, size_t keep)
{
	struct buf b = {0};
	size_t head = o->head, tail = o->head, from, bytes, lines;

	if (keep < o->len) {
		head = ends_head(o->text, o->head, keep / 3);
		/* nothing was left out yet: head and tail are one text */
		from = o->head == o->len ? head : o->head;
		tail = from +
		       ends_tail(o->text + from, o->len - from, keep - head);
	}
	bytes = o->cut_bytes + tail - head;
	lines = o->cut_lines + ends_lines(o->text + head, tail - head);
	buf_add(&b, o->text, head);
	if (bytes > 0) {
		ends_mark(&b, bytes, lines);
		json_set(details, "bytes_left_out", json_new_long((long)bytes));
		json_set(details, "lines_left_out", json_new_long((long)lines));
	}
	buf_add(&b, o->text + tail, o->len - tail);
	json_set(details, "output", json_new_string(buf_str(&b), b.len));
	buf_release(&b);
}

static size_t
cost_with(cJSON *details, const struct output *o, size_t keep)
{
	set_output(details, o, keep);
	return result_cost(details);
}

/* Drops items from the end of the list until the rest fits. */
static void
cut_list(cJSON *details, const char *name, size_t max)
{
	cJSON *list = json_get(details, name);
	int n = cJSON_GetArraySize(list), total = n;

	while (n > 0 && result_cost(details) > max) {
		cJSON_DeleteItemFromArray(list, --n);
		json_set(details, "truncated", cJSON_CreateTrue());
		json_set(details, "total", json_new_long(total));
	}
}

int
output_add(cJSON *details, const struct output *o, const char *list,
    long max_tokens, struct error *e)
{
	size_t max = (size_t)max_tokens, low = 0, high = o->len, middle;

	set_output(details, o, o->len);
	if (max == 0)
		return 0;
	/* no token is longer than 256 bytes */
	if (high < 256 * max && result_cost(details) <= max)
		return 0;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (cost_with(details, o, middle) <= max)
			low = middle;
		else
			high = middle;
	}
	if (cost_with(details, o, low) <= max)
		return 0;
	cut_list(details, list, max);
	if (result_cost(details) <= max)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "max_tokens %ld is too small: this answer needs at least %zu",
	    max_tokens, result_cost(details));
}
