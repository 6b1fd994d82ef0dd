/* fill: what a prompt template is filled with, within a model's window */
#include "exchange/fill.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "exchange/prices.h"
#include "text/ends.h"
#include <stdlib.h>
#include <string.h>

static void
add_value(cJSON *values, const char *key, const char *value)
{
	cJSON *have = json_get(values, key), *list;

	if (have == NULL) {
		cJSON_AddStringToObject(values, key, value);
	} else if (cJSON_IsArray(have)) {
		cJSON_AddItemToArray(have, cJSON_CreateString(value));
	} else {
		list = cJSON_CreateArray();
		cJSON_AddItemToArray(list, json_copy(have));
		cJSON_AddItemToArray(list, cJSON_CreateString(value));
		json_set(values, key, list);
	}
}

cJSON *
fill_values(const struct strv *words, size_t first, struct error *e)
{
	cJSON *values = cJSON_CreateObject();
	const char *word, *equals;
	char *key;

	for (size_t i = first; i < words->n; i++) {
		word = words->v[i];
		equals = strchr(word, '=');
		if (equals == NULL || equals == word ||
		    utf8_valid(word, strlen(word)) < strlen(word)) {
			error_set(e, ERROR_INVALID_ARGUMENTS, "'%s' is no %s",
			    word,
			    equals && equals > word ? "UTF-8" : "key=value");
			cJSON_Delete(values);
			return NULL;
		}
		key = xstrndup(word, (size_t)(equals - word));
		add_value(values, key, equals + 1);
		free(key);
	}
	return values;
}

void
fill_context(struct fill *f, const struct input *in)
{
	const cJSON *line;
	const char *prose;
	cJSON *raw;
	size_t i = 0;

	if (in->kind != INPUT_RESULTS) {
		/* a string that keeps a NUL, so that nothing is lost behind */
		raw = json_new_string(buf_str(&in->text), in->text.len);
		buf_adds(&f->context, raw->valuestring);
		cJSON_Delete(raw);
		return;
	}
	cJSON_ArrayForEach(line, in->value) {
		prose = json_string(json_get(line, "details"), "text");
		buf_addf(&f->context, "%s\n", prose ? prose : in->lines.v[i]);
		i++;
	}
}

long
fill_room(const char *model, long limit, long reserve, const char *path,
    struct error *e)
{
	struct prices p = {0};

	if (limit < 0 && model != NULL) {
		if (prices_load(&p, path, e) < 0)
			return -1;
		limit = prices_window(prices_find(&p, model), 0);
		prices_release(&p);
	}
	if (limit <= 0)
		return 0;
	if (reserve < 0)
		reserve = limit / 4;
	if (reserve < limit)
		return limit - reserve;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "--reserve %ld leaves nothing of a context limit of %ld", reserve,
	    limit);
}

/* At a line's end, unless that leaves out much of a long line. */
static size_t
head_within(const char *text, size_t len, size_t max)
{
	size_t n = ends_head(text, len, max);

	return n < max / 2 ? utf8_cut(text, len, max) : n;
}

static size_t
tail_within(const char *text, size_t len, size_t max)
{
	size_t at = ends_tail(text, len, max);

	if (len - at >= max / 2)
		return at;
	for (at = len - max; at < len && ((unsigned char)text[at] >> 6) == 2;)
		at++;
	return at;
}

/* The context in about `keep` bytes, without its middle. */
static char *
shorten(struct fill *f, size_t keep)
{
	const char *text = buf_str(&f->context);
	size_t len = f->context.len, head, tail;
	struct buf b = {0};

	head = head_within(text, len, keep / 3);
	tail = head + tail_within(text + head, len - head, keep - head);
	f->bytes = tail - head;
	f->lines = ends_lines(text + head, tail - head);
	buf_add(&b, text, head);
	if (f->bytes > 0) {
		if (head > 0 && text[head - 1] != '\n')
			buf_addc(&b, '\n');
		ends_mark(&b, f->bytes, f->lines);
	}
	buf_add(&b, text + tail, len - tail);
	return buf_detach(&b);
}

static cJSON *
render(struct fill *f, size_t keep, struct error *e)
{
	char *context = shorten(f, keep);
	cJSON *messages = prompt_render(f->prompt, f->values, context, e);

	free(context);
	return messages;
}

/* What messages count, as window.h would count them in a conversation. */
static long
count(const struct measure *m, const cJSON *messages)
{
	struct conversation c;
	struct ask a = {.conversation = &c};
	const cJSON *item;
	long n;

	conversation_init(&c);
	cJSON_ArrayForEach(item, messages)
		conversation_add_message(&c, item, NULL);
	n = measure_frame(m, &a);
	cJSON_ArrayForEach(item, c.items)
		n += measure_item(m, &c, item);
	conversation_release(&c);
	return n;
}

static int
fail(const struct fill *f, long tokens, struct error *e)
{
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the template '%s' holds %ld tokens without its context, and the "
	    "context limit leaves %ld",
	    f->prompt->name, tokens, f->room);
	return error_hint(e, "--context-limit and --reserve say how many");
}

cJSON *
fill(struct fill *f, struct error *e)
{
	cJSON *messages = render(f, f->context.len, e);
	size_t low = 0, high = f->context.len, middle;
	struct measure m;
	long n;

	if (messages == NULL || f->room == 0 ||
	    measure_bound(messages) <= f->room)
		return messages;
	if (measure_open(&m, f->model ? f->model : "", e) < 0)
		goto fail;
	n = count(&m, messages);
	while (n > f->room && high - low > 1) {
		middle = low + (high - low) / 2;
		cJSON_Delete(messages);
		messages = render(f, middle, e);
		if (count(&m, messages) <= f->room)
			low = middle;
		else
			high = middle;
	}
	if (n <= f->room)
		return messages;
	cJSON_Delete(messages);
	messages = render(f, low, e);
	n = count(&m, messages);
	if (n <= f->room)
		return messages;
	fail(f, n, e);
fail:
	cJSON_Delete(messages);
	return NULL;
}
