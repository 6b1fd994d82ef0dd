/* codex-extract: the diff, code or JSON in a model's answer */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "text/markdown.h"
#include <stdlib.h>
#include <string.h>

static struct {
	const char *language;
	long block;
	struct strv operands;
	struct input in;
	char *text; /* the model's words */
	size_t len;
	struct markdown blocks;
} opt = {.block = 1};

/* The answer: text as it is, or what the details of result lines hold. */
static void
read_answer(void)
{
	struct error e = {0};
	cJSON *names, *merged;
	const char *text;

	if (input_read(&opt.in, NULL, &e) < 0)
		tool_fail_with(&e);
	input_classify(&opt.in);
	if (opt.in.kind == INPUT_NONE)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "standard input is empty; it must hold the model's answer");
	if (opt.in.kind != INPUT_RESULTS) {
		opt.len = opt.in.text.len;
		opt.text = xstrndup(opt.in.text.data, opt.len);
		return;
	}
	/* an answer that stopped short is no source of a change */
	tool_pass_failures(&opt.in, true, false);
	names = cJSON_CreateArray();
	cJSON_AddItemToArray(names, cJSON_CreateString("text"));
	merged = input_merge(&opt.in, names, &e);
	if (merged == NULL)
		tool_fail_with(&e);
	text = json_string(merged, "text");
	if (text == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "the result lines have no 'text' to look in");
	opt.text = xstrdup(text);
	opt.len = strlen(text);
	cJSON_Delete(merged);
	cJSON_Delete(names);
}

static void
refuse_cut(void)
{
	for (size_t i = 0; i < opt.blocks.n; i++)
		if (!opt.blocks.blocks[i].closed)
			tool_fail(ERROR_NOT_FOUND,
			    "the answer was cut: the code block that begins "
			    "in line %zu does not end",
			    opt.blocks.blocks[i].line);
}

static bool
starts_with(const char *s, const char *end, const char *word)
{
	return (size_t)(end - s) >= strlen(word) &&
	       memcmp(s, word, strlen(word)) == 0;
}

/* Whether a diff begins with the line at s. */
static bool
begins_diff(const char *s, const char *end)
{
	const char *next = memchr(s, '\n', (size_t)(end - s));

	if (starts_with(s, end, "diff --git "))
		return true;
	return starts_with(s, end, "--- ") && next != NULL &&
	       starts_with(next + 1, end, "+++ ");
}

static bool
is_diff_block(const struct markdown_block *b)
{
	return markdown_is(b, "diff") || markdown_is(b, "patch") ||
	       markdown_is(b, "udiff");
}

static size_t
join_blocks(struct buf *diff, bool by_language)
{
	size_t n = 0;

	for (size_t i = 0; i < opt.blocks.n; i++) {
		const struct markdown_block *b = &opt.blocks.blocks[i];
		const char *text = buf_str(&b->text);

		if (by_language ? !is_diff_block(b)
				: !begins_diff(text, text + b->text.len))
			continue;
		buf_add(diff, text, b->text.len);
		n++;
	}
	return n;
}

/* A diff that stands in the text itself, from its first line to the end. */
static size_t
bare_diff(struct buf *diff)
{
	const char *end = opt.text + opt.len, *nl;

	for (const char *s = opt.text; s < end; s = nl ? nl + 1 : end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		if (!begins_diff(s, end))
			continue;
		buf_add(diff, s, (size_t)(end - s));
		if (end[-1] != '\n')
			buf_addc(diff, '\n');
		return 1;
	}
	return 0;
}

static cJSON *
extract_diff(void)
{
	cJSON *details = cJSON_CreateObject();
	struct buf diff = {0};
	size_t n;

	refuse_cut();
	n = join_blocks(&diff, true);
	if (n == 0)
		n = join_blocks(&diff, false);
	if (n == 0 && opt.blocks.n == 0)
		n = bare_diff(&diff);
	if (diff.len == 0)
		tool_fail(ERROR_NOT_FOUND,
		    "the answer has no diff; ask for one in a ```diff block");
	json_set(details, "diff", json_new_string(diff.data, diff.len));
	json_add_long(details, "blocks", (long)n);
	buf_release(&diff);
	return details;
}

static cJSON *
extract_code(void)
{
	const struct markdown_block *found = NULL;
	cJSON *details = cJSON_CreateObject();
	long n = 0;

	refuse_cut();
	for (size_t i = 0; i < opt.blocks.n; i++) {
		const struct markdown_block *b = &opt.blocks.blocks[i];

		if (opt.language != NULL && !markdown_is(b, opt.language))
			continue;
		if (++n == opt.block)
			found = b;
	}
	if (found == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "the answer has %ld code block%s%s%s, no number %ld", n,
		    plural(n), opt.language ? " of " : "",
		    opt.language ? opt.language : "", opt.block);
	json_set(details, "text",
	    json_new_string(buf_str(&found->text), found->text.len));
	json_set(details, "language",
	    json_new_string(found->info, strcspn(found->info, " \t{,")));
	json_add_long(details, "total", n);
	return details;
}

/* The first JSON object or array that begins a line of the text. */
static cJSON *
bare_json(void)
{
	const char *end = opt.text + opt.len, *nl;
	size_t at;
	cJSON *value;

	for (const char *s = opt.text; s < end; s = nl ? nl + 1 : end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		at = 0;
		if (*s != '{' && *s != '[')
			continue;
		value = json_parse_next(s, (size_t)(end - s), &at, NULL);
		if (value != NULL)
			return value;
	}
	return NULL;
}

static cJSON *
json_block(void)
{
	struct error e = {0};
	cJSON *value;
	long n = 0;

	for (size_t i = 0; i < opt.blocks.n; i++) {
		const struct markdown_block *b = &opt.blocks.blocks[i];

		if (!markdown_is(b, "json") || ++n != opt.block)
			continue;
		value = json_parse(buf_str(&b->text), b->text.len, &e);
		if (value == NULL)
			tool_fail(ERROR_INVALID_JSON,
			    "the JSON block in line %zu of the answer: %s",
			    b->line, e.message);
		return value;
	}
	return NULL;
}

static cJSON *
extract_json(void)
{
	cJSON *value = json_parse(opt.text, opt.len, NULL), *details;

	if (value == NULL) {
		refuse_cut();
		value = json_block();
	}
	if (value == NULL && opt.block == 1)
		value = bare_json();
	if (value == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "the answer has no JSON; ask for it in a ```json block");
	details = cJSON_CreateObject();
	cJSON_AddItemToObject(details, "value", value);
	return details;
}

int
main(int argc, char *argv[])
{
	const struct option_spec specs[] = {
	    {"language", 'l', OPTION_STRING, &opt.language, "NAME",
		"code: only blocks of that language"},
	    {"block", 'n', OPTION_LONG, &opt.block, "N",
		"code, json: the N-th block, from 1"},
	    {0}};
	const char *what;
	cJSON *details = NULL;

	tool_start("codex-extract");
	options_parse(specs, "[options] diff|code|json",
	    "Take the diff, a code block or the JSON out of a model's answer, "
	    "which is text or a result line on standard input.",
	    false, argc, argv, &opt.operands);
	what = opt.operands.n == 1 ? opt.operands.v[0] : "";
	if (strcmp(what, "diff") != 0 && strcmp(what, "code") != 0 &&
	    strcmp(what, "json") != 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "say what to extract: diff, code or json");
	read_answer();
	markdown_read(&opt.blocks, opt.text, opt.len);
	details = *what == 'd'   ? extract_diff()
		  : *what == 'c' ? extract_code()
				 : extract_json();
	markdown_release(&opt.blocks);
	free(opt.text);
	input_release(&opt.in);
	strv_release(&opt.operands);
	tool_answer(true, details);
}
