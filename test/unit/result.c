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

static size_t sections; /* of the text that the items make; 0: they hold it */
static long pages, whole, cut, refused;

static void
wrong(long trial, const char *what, const struct buf *line)
{
	printf("trial %ld: %s: %s\n", trial, what, buf_str(line));
	exit(1);
}

/* Letters, quotes, line ends, and characters of two to four bytes. */
static char *
random_text(void)
{
	static const char *const parts[] = {"word ", "a", "\"", "\n", "\\", "é",
	    "→", "😀", "\x01", "      ", "'s", "'", "\xcc\x81", "中文", "42",
	    "7", "\xe2\x80\x8d", "T", "/", "\u202e", "don", "'t", " I", "'m",
	    "क", "ी", "น", "ี่"};
	size_t len = (size_t)(drand48() * drand48() * MAX_TEXT);
	struct buf b = {0};

	while (b.len < len)
		buf_adds(&b,
		    parts[lrand48() % (long)(sizeof(parts) / sizeof(*parts))]);
	return buf_detach(&b);
}

/* One answer's line in b: 0, or -1 with a refusal. */
static int
page(struct buf *b, long limit, long skip, struct error *e)
{
	struct result r;
	cJSON *item;

	buf_truncate(b, 0);
	result_list(&r, "items", limit, skip);
	if (sections > 0)
		result_text(&r, "text", "a head\n");
	for (size_t i = 0; i < sections; i++)
		result_section(&r, i % 2 ? "\n\"odd\"\n" : "even\n");
	for (size_t i = 0; i < list.n; i++) {
		item = cJSON_CreateObject();
		json_add_long(item, "id", (long)i);
		if (sections > 0) {
			result_add_to(&r, item, i % sections, list.text[i],
			    strlen(list.text[i]));
			continue;
		}
		cJSON_AddStringToObject(item, "text", list.text[i]);
		result_add(&r, item);
	}
	cJSON_AddStringToObject(r.details, "summary", "random items");
	return result_finish(&r, b, e);
}

/* Whether an item is what it should be, whole or honestly cut. */
static bool
is_item(const cJSON *item, size_t i)
{
	const char *text = json_string(item, "text");
	size_t len;

	if (json_long(item, "id", -1) != (long)i)
		return false;
	if (sections > 0) {
		whole += !json_true(item, "cut");
		cut += json_true(item, "cut");
		return text == NULL;
	}
	len = strlen(text);
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
least(long trial, struct buf *line, long limit, long skip, struct error *e)
{
	long need = strtol(strstr(e->message, "at least ") + 9, NULL, 10);

	if (need <= limit)
		wrong(trial, "refused, but it fits", line);
	if (page(line, need - 1, skip, e) == 0 &&
	    strstr(buf_str(line), "\"truncated\"") != NULL)
		wrong(trial, "one less than the least fits too", line);
	if (page(line, need, skip, e) < 0)
		wrong(trial, "the least that is named is not enough", line);
	refused++;
	return need;
}

/* What the text must be that items from..to make, whole. */
static void
check_text(long trial, const struct buf *line, const cJSON *details, long from,
    long to)
{
	struct buf want = {0};
	bool any;

	buf_adds(&want, "a head\n");
	for (size_t i = 0; i < sections; i++) {
		any = false;
		for (long j = from; j < to; j++) {
			if ((size_t)j % sections != i || *list.text[j] == '\0')
				continue;
			if (!any)
				buf_adds(
				    &want, i % 2 ? "\n\"odd\"\n" : "even\n");
			any = true;
			buf_adds(&want, list.text[j]);
		}
	}
	if (strcmp(json_string(details, "text"), buf_str(&want)) != 0)
		wrong(trial, "the text is not that of the items", line);
	buf_release(&want);
}

/* Checks one answer; returns its last item's number, plus one. */
static long
check(long trial, const struct buf *line, long limit, long skip, bool *more)
{
	cJSON *value = json_parse(line->data, line->len, NULL);
	const cJSON *details = json_get(value, "details"), *item;
	const cJSON *next = json_get(details, "next");
	long at = skip, before = cut;

	if (value == NULL)
		wrong(trial, "no JSON", line);
	if ((size_t)json_long(value, "tokens", -1) != result_cost(details))
		wrong(trial, "tokens is not what it costs", line);
	if (json_long(value, "tokens", -1) > limit)
		wrong(trial, "it costs more than it may", line);
	cJSON_ArrayForEach(item, json_get(details, "items")) {
		if (!is_item(item, (size_t)at++))
			wrong(trial, "an item is wrong", line);
	}
	if (sections > 0 && cut == before)
		check_text(trial, line, details, skip, at);
	*more = next != NULL;
	if (*more != json_true(details, "truncated") ||
	    (*more && json_long(next, "skip", -1) != at) ||
	    (*more && json_long(details, "total", -1) != (long)list.n))
		wrong(trial, "next, truncated or total is wrong", line);
	if (!*more && at != (long)list.n)
		wrong(trial, "items are missing", line);
	cJSON_Delete(value);
	return at;
}

/* Text in three parts, which grow by a character, costs what it costs. */
static void
check_counted(long trial)
{
	struct counted c[3] = {0};
	struct counted_part parts[3];
	struct buf line = {0};
	char *text;
	size_t len, to;

	for (int i = 0; i < 40; i++) {
		text = random_text();
		buf_adds(&line, text);
		free(text);
	}
	text = line.data;
	len = line.len;
	for (size_t at = 0, i; at < len; at = to) {
		i = 3 * at / len;
		for (to = at + 1; (text[to] & 0xC0) == 0x80;)
			to++;
		buf_add(&c[i].text, text + at, to - at);
		counted_grow(&c[i]);
	}
	for (size_t i = 0; i < 3; i++)
		parts[i] = counted_part(&c[i], c[i].count);
	if (counted_sum(parts, 3) != result_tokens(text, len))
		wrong(trial, "the parts do not cost what the text does", &line);
	for (size_t i = 0; i < 3; i++)
		counted_release(&c[i]);
	buf_release(&line);
}

static void
run(long trial)
{
	long limit = 10 + lrand48() % 300, skip = 0;
	struct error e = {0};
	struct buf line = {0};

	sections = lrand48() % 2 ? 0 : 1 + (size_t)lrand48() % 6;
	for (bool more = true; more; pages++) {
		if (page(&line, limit, skip, &e) < 0)
			limit = least(trial, &line, limit, skip, &e);
		skip = check(trial, &line, limit, skip, &more);
	}
	buf_release(&line);
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
		if (trial % 4 == 0)
			check_counted(trial);
		for (size_t i = 0; i < list.n; i++)
			free(list.text[i]);
	}
	printf("%ld pages, %ld items whole, %ld cut, %ld refusals\n", pages,
	    whole, cut, refused);
	return 0;
}
