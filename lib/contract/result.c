/* result: result lines, and lists within a token limit */
#include "contract/result.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "system/share.h"
#include "text/tokens.h"
#include <stdlib.h>
#include <string.h>

/* The encoding that CODEX_ENCODING selects, mapped at the first use. */
static const struct encoding *
encoding(void)
{
	static struct encoding *open;
	const char *name = getenv("CODEX_ENCODING");
	struct error e = {0};
	char *file, *path;

	if (open != NULL)
		return open;
	if (name == NULL || *name == '\0')
		name = "o200k_base";
	if (strcmp(name, "o200k_base") != 0 &&
	    strcmp(name, "cl100k_base") != 0) {
		unsetenv("CODEX_ENCODING"); /* for the failure's own tokens */
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "CODEX_ENCODING is neither o200k_base nor cl100k_base");
	}
	file = xasprintf("%s.table", name);
	path = share_path(file);
	open = encoding_open(path, &e);
	if (open == NULL)
		tool_die("no token table: %s", e.message);
	free(file);
	free(path);
	return open;
}

size_t
result_tokens(const char *text, size_t len)
{
	return tokens_count(encoding(), text, len);
}

void
result_line(struct buf *line, bool success, const cJSON *details)
{
	size_t start;

	buf_addf(
	    line, "{\"success\":%s,\"details\":", success ? "true" : "false");
	start = line->len;
	json_print(line, details);
	buf_addf(line, ",\"tokens\":%zu}\n",
	    result_tokens(line->data + start, line->len - start));
}

cJSON *
result_error(const struct error *e)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *error = cJSON_AddObjectToObject(details, "error");
	const char *message = e->message ? e->message : "";

	cJSON_AddStringToObject(error, "code", error_name(e->code));
	cJSON_AddItemToObject(
	    error, "message", json_new_string(message, strlen(message)));
	if (e->path != NULL)
		cJSON_AddItemToObject(
		    error, "path", json_new_string(e->path, strlen(e->path)));
	if (e->hint != NULL)
		cJSON_AddItemToObject(
		    error, "hint", json_new_string(e->hint, strlen(e->hint)));
	if (e->signal != 0)
		json_add_long(error, "signal", e->signal);
	return details;
}

bool
result_is(const cJSON *v)
{
	return cJSON_GetArraySize(v) == 3 &&
	       cJSON_IsBool(json_get(v, "success")) &&
	       cJSON_IsObject(json_get(v, "details")) &&
	       cJSON_IsNumber(json_get(v, "tokens"));
}

bool
result_failed(const cJSON *v)
{
	return cJSON_IsObject(json_get(json_get(v, "details"), "error"));
}

int
result_status(const cJSON *v)
{
	const cJSON *error = json_get(json_get(v, "details"), "error");
	const char *code = json_string(error, "code");
	enum error_code known;
	long number;

	if (json_true(v, "success") && !cJSON_IsObject(error))
		return 0;
	known = code ? error_by_name(code) : ERROR_NONE;
	number = json_long(error, "signal", 0);
	if (known == ERROR_NONE)
		return 1;
	return error_status(
	    known, number > 0 && number < 128 ? (int)number : 0);
}

void
result_list(struct result *r, const char *key, long max_tokens, long skip)
{
	*r = (struct result){
	    .key = key, .max_tokens = max_tokens, .skip = (size_t)skip};
	r->details = cJSON_CreateObject();
	r->items = cJSON_AddArrayToObject(r->details, key);
}

bool
result_add(struct result *r, cJSON *item)
{
	char *text;

	r->seen++;
	if (r->seen <= r->skip || r->full) {
		cJSON_Delete(item);
		return !r->full;
	}
	cJSON_AddItemToArray(r->items, item);
	if (r->max_tokens == 0)
		return true;
	text = json_text(item);
	r->cost += result_tokens(text, strlen(text)) + 1;
	free(text);
	/* the sum of the parts is close to the cost of the whole: what it is
	 * off by is mended in result_finish */
	r->full = r->cost > (size_t)r->max_tokens;
	return !r->full;
}

size_t
result_cost(const cJSON *details)
{
	char *text = json_text(details);
	size_t n = result_tokens(text, strlen(text));

	free(text);
	return n;
}

/* Says what is left for a next answer, if anything is. */
static void
set_truncation(struct result *r)
{
	size_t kept = (size_t)cJSON_GetArraySize(r->items);
	cJSON *next;

	if (!r->more && r->skip + kept >= r->seen)
		return;
	next = cJSON_CreateObject();
	json_set(r->details, "truncated", cJSON_CreateTrue());
	json_set(r->details, "total", json_new_long((long)r->seen));
	if (r->more)
		json_set(r->details, "total_is_exact", cJSON_CreateFalse());
	json_add_long(next, "skip", (long)(r->skip + kept));
	json_set(r->details, "next", next);
}

/* The longest string of an item, by its bytes. */
static cJSON *
longest_string(cJSON *item)
{
	cJSON *best = NULL, *m;

	cJSON_ArrayForEach(m, item) {
		if (cJSON_IsString(m) && strcmp(m->string, "path") != 0 &&
		    (best == NULL ||
			strlen(m->valuestring) > strlen(best->valuestring)))
			best = m;
	}
	return best;
}

/* A text that is cut inside; the item may have been cut before. */
struct cut {
	cJSON *item;
	char *name, *whole;
	long before; /* bytes left out already */
};

static void
cut_string(const struct cut *c, size_t keep)
{
	size_t len = strlen(c->whole), at = utf8_cut(c->whole, len, keep);
	char *text = xstrndup(c->whole, at);

	json_set(c->item, c->name, cJSON_CreateString(text));
	json_set(c->item, "bytes_left_out",
	    json_new_long(c->before + (long)(len - at)));
	free(text);
}

bool
result_cut(cJSON *details, cJSON *item, long max_tokens)
{
	cJSON *string = longest_string(item);
	size_t low = 0, high, middle;
	struct cut c = {.item = item};

	if (string == NULL)
		return false;
	c.whole = xstrdup(string->valuestring);
	c.name = xstrdup(string->string);
	c.before = json_long(item, "bytes_left_out", 0);
	high = strlen(c.whole);
	json_set(item, "cut", cJSON_CreateTrue());
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		cut_string(&c, middle);
		if (result_cost(details) <= (size_t)max_tokens)
			low = middle;
		else
			high = middle;
	}
	cut_string(&c, low);
	free(c.whole);
	free(c.name);
	return result_cost(details) <= (size_t)max_tokens;
}

/* Drops items from the end that together cost about `over`, but not all. */
static void
drop_last(struct result *r, size_t over)
{
	size_t dropped = 0;
	cJSON *last;
	char *text;

	while (dropped < over && r->items->child->next != NULL) {
		last =
		    cJSON_DetachItemViaPointer(r->items, r->items->child->prev);
		text = json_text(last);
		dropped += result_tokens(text, strlen(text));
		free(text);
		cJSON_Delete(last);
	}
}

int
result_refuse(
    const cJSON *details, size_t whole, long max_tokens, struct error *e)
{
	size_t cut = result_cost(details);

	/* the marks of a cut may cost more than a short text */
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "max_tokens %ld is too small: this answer needs at least %zu",
	    max_tokens, cut < whole ? cut : whole);
}

int
result_finish(struct result *r, struct error *e)
{
	cJSON *first;
	size_t cost;

	set_truncation(r);
	if (r->max_tokens == 0)
		return 0;
	while ((cost = result_cost(r->details)) > (size_t)r->max_tokens) {
		first = r->items->child;
		if (first == NULL || first->next == NULL)
			return first && result_cut(
					    r->details, first, r->max_tokens)
				   ? 0
				   : result_refuse(
					 r->details, cost, r->max_tokens, e);
		drop_last(r, cost - (size_t)r->max_tokens);
		set_truncation(r);
	}
	return 0;
}
