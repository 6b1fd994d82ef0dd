/* window: whether a request fits the model's context, and how it could */
#include "exchange/window.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DROPPED                                                                \
	"[dropped to keep within the context limit: what %s answered, %ld "    \
	"tokens]"

enum {
	LARGEST = 3, /* so many are named */
	QUOTED = 32  /* bytes of a message that names it */
};

int
window_said(long *limit, struct error *e)
{
	const char *said = getenv("CODEX_CONTEXT_LIMIT");

	if (*limit >= 0 || said == NULL || *said == '\0' ||
	    parse_long(said, 0, LONG_MAX, limit))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "CODEX_CONTEXT_LIMIT is a number of tokens, not '%s'", said);
}

/* What can be said without counting; true if that is enough. */
static bool
is_small(struct window *w, const struct ask *a, long room)
{
	const cJSON *item =
	    cJSON_GetArrayItem(a->conversation->items, (int)w->bounded);

	if (w->counts != NULL)
		return false;
	if (w->bounded == 0)
		w->bound = measure_bound(a->tools) + measure_bound(a->schema) +
			   measure_bound(a->options);
	for (; item != NULL; item = item->next) {
		w->bound += measure_bound(item);
		w->bounded++;
	}
	return w->bound <= room;
}

static long
sum(const struct window *w, size_t items)
{
	long n = w->frame;

	for (size_t i = 0; i < items; i++)
		n += w->counts[i];
	return n;
}

/* The whole request. What the server knew better stays as it said. */
static long
count(struct window *w, const struct ask *a)
{
	const struct conversation *c = a->conversation;
	const cJSON *item = cJSON_GetArrayItem(c->items, (int)w->counted);
	size_t n = conversation_length(c);
	long beyond;

	w->counts = xreallocarray(w->counts, n + 1, sizeof(*w->counts));
	for (; item != NULL; item = item->next)
		w->counts[w->counted++] = measure_item(&w->measure, c, item);
	beyond = w->told - sum(w, w->told_items);
	return sum(w, n) + (beyond > 0 ? beyond : 0) +
	       measure_choice(&w->measure, a);
}

static const char *
called(const struct conversation *c, const cJSON *output)
{
	const char *name = json_string(conversation_call(c, output), "name");

	return name ? name : "a helper";
}

/* Puts the line in the place of an answer, if that saves tokens: how many. */
static long
drop(struct window *w, struct conversation *c, cJSON *item, size_t i,
    cJSON *dropped)
{
	char *text = message_text(json_get(item, "output"));
	long tokens = measure_text(&w->measure, text), less;
	char *line = xasprintf(DROPPED, called(c, item), tokens);
	cJSON *entry;

	less = tokens - measure_text(&w->measure, line);
	if (less > 0) {
		entry = cJSON_CreateObject();
		cJSON_AddItemToObject(
		    entry, "call_id", json_copy(json_get(item, "call_id")));
		cJSON_AddStringToObject(entry, "name", called(c, item));
		json_add_long(entry, "tokens", tokens);
		cJSON_AddItemToArray(dropped, entry);
		json_set(item, "output", cJSON_CreateString(line));
		w->counts[i] -= less;
		w->told -= i < w->told_items ? less : 0;
		w->dropped++;
		w->dropped_tokens += tokens;
	}
	free(line);
	free(text);
	return less > 0 ? less : 0;
}

/* Where the answers begin that the model has not seen yet. */
static size_t
first_unseen(const struct conversation *c)
{
	size_t n = conversation_length(c);
	const cJSON *item = n > 0 ? c->items->child->prev : NULL;

	for (; n > 0 && item_is(item, "function_call_output"); n--)
		item = item->prev;
	return n;
}

/* Drops what may be dropped until the rest of n tokens fits; its count. */
static long
trim(
    struct window *w, struct conversation *c, long n, long room, cJSON *dropped)
{
	size_t end = first_unseen(c), i = 0;
	cJSON *item;

	cJSON_ArrayForEach(item, c->items) {
		if (n <= room || i >= end)
			break;
		if (item_is(item, "function_call_output"))
			n -= drop(w, c, item, i, dropped);
		i++;
	}
	return n;
}

static void
quote(struct buf *out, const char *text)
{
	size_t len = strcspn(text, "\r\n");
	bool all = len <= QUOTED && text[len] == '\0';

	buf_addf(out, " '%.*s%s'",
	    (int)(len > QUOTED ? utf8_cut(text, len, QUOTED) : len), text,
	    all ? "" : "...");
}

/* What an item is, so that a person finds it. */
static void
describe(struct buf *out, const struct conversation *c, const cJSON *item)
{
	bool answer = item_is(item, "function_call_output");
	const cJSON *call = answer ? conversation_call(c, item) : item;
	const char *arguments = json_string(call, "arguments");
	char *text = message_text(json_get(item, "content"));

	if (answer)
		buf_addf(out, "what %s answered to", called(c, item));
	else if (arguments != NULL)
		buf_addf(out, "the call of %s with", json_string(item, "name"));
	else if (item_is(item, "message"))
		buf_addf(out, "the %s message", json_string(item, "role"));
	else
		buf_addf(out, "the item %s", json_string(item, "type"));
	quote(out, arguments ? arguments : text);
	free(text);
}

/* Adds the largest items, the frame among them, with their tokens. */
static void
add_largest(
    struct buf *out, const struct window *w, const struct conversation *c)
{
	bool *named = xcalloc(w->counted + 1, sizeof(*named));
	size_t best, i;
	long most;

	for (int n = 0; n < LARGEST && n < (int)w->counted; n++) {
		best = w->counted;
		most = named[best] ? -1 : w->frame;
		for (i = 0; i < w->counted; i++)
			if (!named[i] && w->counts[i] > most)
				most = w->counts[best = i];
		named[best] = true;
		buf_adds(out, n > 0 ? ", " : "");
		if (best == w->counted)
			buf_adds(out, "the helpers and schema on offer");
		else
			describe(
			    out, c, cJSON_GetArrayItem(c->items, (int)best));
		buf_addf(out, " (%ld)", most);
	}
	free(named);
}

static int
fail(const struct window *w, const struct conversation *c, long tokens,
    struct error *e)
{
	struct buf parts = {0}, answer = {0};

	if (w->answer > 0)
		buf_addf(&answer, " less %ld for the answer", w->answer);
	add_largest(&parts, w, c);
	error_set(e, ERROR_BUDGET_EXCEEDED,
	    "the request holds %ld tokens%s, and the context limit is %ld%s; "
	    "the largest are %s",
	    tokens,
	    w->trim ? " without the answers of helpers that can be dropped"
		    : "",
	    w->limit, buf_str(&answer), buf_str(&parts));
	error_hint(e,
	    "%s--context-limit N sets another limit, summarize_session.sh goes "
	    "on from a summary",
	    w->trim ? "" : "--on-overflow trim drops old answers of helpers, ");
	buf_release(&parts);
	buf_release(&answer);
	return -1;
}

int
window_fit(struct window *w, const struct ask *a, struct conversation *c,
    cJSON **dropped, struct error *e)
{
	long room = w->limit - w->answer, n;

	*dropped = NULL;
	if (w->limit == 0 || is_small(w, a, room))
		return 0;
	if (room <= 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "an answer of %ld tokens leaves no room in a context of "
		    "%ld",
		    w->answer, w->limit);
	if (w->counts == NULL) {
		if (measure_open(&w->measure, w->model, e) < 0)
			return -1;
		w->frame = measure_frame(&w->measure, a);
	}
	n = count(w, a);
	if (n > room && w->trim) {
		*dropped = cJSON_CreateArray();
		n = trim(w, c, n, room, *dropped);
	}
	if (n <= room)
		return 0;
	cJSON_Delete(*dropped);
	*dropped = NULL;
	return fail(w, c, n, e);
}

void
window_tell(struct window *w, const cJSON *usage, size_t items)
{
	long n = json_long(usage, "input_tokens", 0);

	if (n == 0)
		return;
	w->told = n;
	w->told_items = items;
	if (w->bounded == items && w->bound < n)
		w->bound = n;
}

void
window_release(struct window *w)
{
	free(w->counts);
	*w = (struct window){0};
}
