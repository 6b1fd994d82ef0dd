/* output: what a command printed, its middle left out to fit a limit */
#include "contract/output.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/counted_lines.h"
#include "contract/result.h"
#include "text/ends.h"
#include <stdlib.h>
#include <string.h>

/* The answer's parts: details, the output's head, a mark, the tail, the end. */
struct fitting {
	const struct output *o;
	struct counted_lines head, other, *tail; /* one run when that is all */
	struct counted details;
	struct buf left_out, mark;
	struct counted_part parts[6];
};

/* What it costs with the head up to one place, and the tail from another. */
static size_t
compose(struct fitting *f, const struct counted_place *head,
    const struct counted_place *tail)
{
	const struct output *o = f->o;
	size_t bytes = o->cut_bytes + tail->at - head->at, lines;
	struct buf line = {0};

	buf_truncate(&f->left_out, 0);
	buf_truncate(&f->mark, 0);
	if (bytes > 0) {
		lines = o->cut_lines +
			ends_lines(o->text + head->at, tail->at - head->at);
		buf_addf(&f->left_out,
		    ",\"bytes_left_out\":%zu,\"lines_left_out\":%zu", bytes,
		    lines);
		if (head->at > 0 && o->text[head->at - 1] != '\n')
			buf_addc(&line, '\n');
		ends_mark(&line, bytes, lines);
		counted_string(&f->mark, line.data, line.len);
	}
	buf_release(&line);
	buf_adds(&f->left_out, ",\"output\":\"");
	f->parts[0] = counted_part(&f->details, f->details.count);
	f->parts[1] = counted_plain(f->left_out.data, f->left_out.len);
	f->parts[2] = counted_part(&f->head.json, head->count);
	f->parts[3] = counted_plain(buf_str(&f->mark), f->mark.len);
	f->parts[4] = counted_from(&f->tail->json, tail->count);
	f->parts[5] = counted_plain("\"}", 2);
	return counted_sum(f->parts, 6);
}

/* Counts as much of the output as may fit. */
static void
count_output(struct fitting *f, size_t max)
{
	const struct output *o = f->o;

	f->tail = &f->other;
	counted_lines_read(&f->head, o->text, 0, o->head, max);
	if (o->head < o->len && max == 0)
		counted_lines_read(f->tail, o->text, o->head, o->len, 0);
	else if (o->head < o->len)
		counted_lines_read_end(f->tail, o->text, o->head, o->len, max);
	else if (f->head.places[f->head.n - 1].at == o->len)
		f->tail = &f->head;
	else
		counted_lines_read_end(f->tail, o->text, 0, o->len, max);
}

/* The whole output, if that is what was counted. */
static size_t
compose_all(struct fitting *f)
{
	if (f->tail == &f->head)
		return compose(f, counted_lines_last(&f->head),
		    counted_lines_last(&f->head));
	if (counted_lines_last(&f->head)->at == f->o->head &&
	    f->o->head == f->tail->places[0].at)
		return compose(
		    f, counted_lines_last(&f->head), &f->tail->places[0]);
	return SIZE_MAX;
}

/* A third of the room for the head, the rest for the tail. */
static void
compose_ends(struct fitting *f, size_t max)
{
	const struct counted_place *none = counted_lines_last(f->tail), *middle;
	size_t least = compose(f, f->head.places, none);
	const struct counted_place *head =
	    counted_lines_within(&f->head, (max - least) / 3);
	const struct counted_place *low = f->tail->places, *high = none;

	while (low < high && low->at < head->at)
		low++;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (compose(f, head, middle) <= max)
			high = middle;
		else
			low = middle + 1;
	}
	if (compose(f, head, high) > max)
		compose(f, f->head.places, none);
}

static void
print_details(struct fitting *f, const cJSON *details)
{
	counted_release(&f->details);
	json_print(&f->details.text, details);
	buf_truncate(&f->details.text, f->details.text.len - 1);
	counted_grow(&f->details);
}

/* What it costs without any output. */
static size_t
least(struct fitting *f, const cJSON *details)
{
	print_details(f, details);
	return compose(f, f->head.places, counted_lines_last(f->tail));
}

static void
keep_message(cJSON *item, const char *whole, size_t keep)
{
	json_set(item, "message", json_new_string(whole, keep));
	json_set(item, "bytes_left_out",
	    json_new_long((long)(strlen(whole) - keep)));
}

/* Cuts the message of the one item that is left. */
static void
cut_message(struct fitting *f, const cJSON *details, cJSON *item, size_t max)
{
	const char *message = json_string(item, "message");
	char *whole = xstrdup(message ? message : "");
	size_t len = strlen(whole), low = 0, high = len, middle;

	json_set(item, "cut", cJSON_CreateTrue());
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		keep_message(item, whole, utf8_cut(whole, len, middle));
		if (least(f, details) <= max)
			low = middle;
		else
			high = middle;
	}
	keep_message(item, whole, utf8_cut(whole, len, low));
	free(whole);
}

/* Drops items from the end that cost about `over`, but not the first. */
static void
drop_items(cJSON *list, size_t over)
{
	size_t dropped = 0;
	cJSON *item;

	while (dropped < over && list->child->next != NULL) {
		item = cJSON_DetachItemViaPointer(list, list->child->prev);
		dropped += result_cost(item);
		cJSON_Delete(item);
	}
}

/* Cuts the list until the answer fits without output; what it costs then. */
static size_t
cut_list(struct fitting *f, cJSON *details, const char *name, size_t max)
{
	cJSON *list = json_get(details, name);
	long total = cJSON_GetArraySize(list);
	size_t cost;

	while ((cost = least(f, details)) > max && list->child != NULL) {
		if (list->child->next != NULL)
			drop_items(list, cost - max);
		else if (!json_true(list->child, "cut"))
			cut_message(f, details, list->child, max);
		else
			cJSON_DeleteItemFromArray(list, 0);
		if (cJSON_GetArraySize(list) < total) {
			json_set(details, "truncated", cJSON_CreateTrue());
			json_set(details, "total", json_new_long(total));
		}
	}
	return cost;
}

static int
fit(struct fitting *f, cJSON *details, const char *list, size_t max,
    struct error *e)
{
	size_t cost;

	count_output(f, max);
	print_details(f, details);
	if (compose_all(f) <= max || max == 0)
		return 0;
	cost = cut_list(f, details, list, max);
	if (cost > max)
		return result_refuse((long)max, cost, e);
	compose_ends(f, max);
	return 0;
}

int
output_finish(struct buf *line, bool success, cJSON *details,
    const struct output *o, const char *list, long max_tokens, struct error *e)
{
	struct fitting f = {.o = o};
	int status = fit(&f, details, list, (size_t)max_tokens, e);

	if (status == 0)
		result_parts(line, success, f.parts, 6);
	counted_lines_release(&f.head);
	counted_lines_release(&f.other);
	counted_release(&f.details);
	buf_release(&f.left_out);
	buf_release(&f.mark);
	cJSON_Delete(details);
	return status;
}
