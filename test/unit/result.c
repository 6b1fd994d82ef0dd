/* result: lists of random items within random limits, for test/tool.bats */
#include "contract/result.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include <stdlib.h>
#include <string.h>

/*
 * Usage: result TRIALS SEED. Each trial makes a list, and asks for its pages
 * as `next` says. Prints what was seen, or the first thing that is wrong.
 */

enum { MAX_ITEMS = 30, MAX_TEXT = 500 };

static struct {
	char *text[MAX_ITEMS];
	size_t n;
} list;

static long pages, whole, cut, refused;

static void
wrong(long trial, const char *what, const struct result *r)
{
	char *text = json_text(r->details);

	printf("trial %ld, limit %ld, skip %zu: %s: %s\n", trial, r->max_tokens,
	    r->skip, what, text);
	exit(1);
}

/* Letters, quotes, line ends, and characters of two to four bytes. */
static char *
random_text(void)
{
	static const char *const parts[] = {
	    "word ", "a", "\"", "\n", "\\", "é", "→", "😀", "\x01", "      "};
	size_t len = (size_t)(drand48() * drand48() * MAX_TEXT);
	struct buf b = {0};

	while (b.len < len)
		buf_adds(&b, parts[lrand48() % 10]);
	return buf_detach(&b);
}

static int
page(struct result *r, long limit, long skip, struct error *e)
{
	cJSON *item;

	result_list(r, "items", limit, skip);
	for (size_t i = 0; i < list.n; i++) {
		item = cJSON_CreateObject();
		json_add_long(item, "id", (long)i);
		cJSON_AddStringToObject(item, "text", list.text[i]);
		result_add(r, item);
	}
	cJSON_AddStringToObject(r->details, "summary", "random items");
	return result_finish(r, e);
}

/* Whether an item is what it should be, whole or honestly cut. */
static bool
is_item(const cJSON *item, size_t i)
{
	const char *text = json_string(item, "text");
	size_t len = strlen(text);

	if (json_long(item, "id", -1) != (long)i)
		return false;
	if (!json_true(item, "cut")) {
		whole++;
		return strcmp(text, list.text[i]) == 0;
	}
	cut++;
	return strncmp(text, list.text[i], len) == 0 &&
	       json_long(item, "bytes_left_out", -1) ==
		   (long)(strlen(list.text[i]) - len);
}

/*
 * What a refusal names is enough. One less is not, unless it is for the
 * whole list: that lacks the marks of a part.
 */
static long
least(long trial, struct result *r, struct error *e)
{
	long limit = r->max_tokens, skip = (long)r->skip, need;

	need = strtol(strstr(e->message, "at least ") + 9, NULL, 10);
	if (need <= limit)
		wrong(trial, "refused, but it fits", r);
	cJSON_Delete(r->details);
	if (page(r, need - 1, skip, e) == 0 &&
	    json_true(r->details, "truncated"))
		wrong(trial, "one less than the least fits too", r);
	cJSON_Delete(r->details);
	if (page(r, need, skip, e) < 0)
		wrong(trial, "the least that is named is not enough", r);
	refused++;
	return need;
}

static void
run(long trial)
{
	long limit = 10 + lrand48() % 300, skip = 0;
	struct error e = {0};
	const cJSON *item, *next;
	struct result r;

	for (bool more = true; more; pages++) {
		if (page(&r, limit, skip, &e) < 0)
			limit = least(trial, &r, &e);
		if (result_cost(r.details) > (size_t)limit)
			wrong(trial, "it costs more than it may", &r);
		cJSON_ArrayForEach(item, r.items) {
			if (!is_item(item, (size_t)skip++))
				wrong(trial, "an item is wrong", &r);
		}
		next = json_get(r.details, "next");
		more = next != NULL;
		if (more != json_true(r.details, "truncated") ||
		    (more && json_long(next, "skip", -1) != skip) ||
		    (more && json_long(r.details, "total", -1) != (long)list.n))
			wrong(trial, "next, truncated or total is wrong", &r);
		if (!more && skip != (long)list.n)
			wrong(trial, "items are missing", &r);
		cJSON_Delete(r.details);
	}
	error_release(&e);
}

int
main(int argc, char *argv[])
{
	if (argc != 3)
		return 2;
	tool_start("result");
	srand48(strtol(argv[2], NULL, 10));
	for (long trial = 0; trial < strtol(argv[1], NULL, 10); trial++) {
		list.n = (size_t)(lrand48() % MAX_ITEMS);
		for (size_t i = 0; i < list.n; i++)
			list.text[i] = random_text();
		run(trial);
		for (size_t i = 0; i < list.n; i++)
			free(list.text[i]);
	}
	printf("%ld pages, %ld items whole, %ld cut, %ld refusals\n", pages,
	    whole, cut, refused);
	return 0;
}
