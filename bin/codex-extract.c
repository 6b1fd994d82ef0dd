/* codex-extract: the diff, code or JSON in a model's answer */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "text/extract.h"
#include "text/markdown.h"
#include <stdlib.h>
#include <string.h>

static struct error error;

/* The text of result lines; the caller frees. */
static char *
text_of_results(const struct input *in)
{
	cJSON *names = cJSON_CreateArray(), *merged;
	const char *text;
	char *copy;

	/* an answer that stopped short is no source of a change */
	tool_pass_failures(in, true, false);
	cJSON_AddItemToArray(names, cJSON_CreateString("text"));
	merged = input_merge(in, names, &error);
	if (merged == NULL)
		tool_fail_with(&error);
	text = json_string(merged, "text");
	if (text == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "the result lines have no 'text' to look in");
	copy = xstrdup(text);
	cJSON_Delete(merged);
	cJSON_Delete(names);
	return copy;
}

/* The model's words, which the caller frees. */
static char *
read_answer(size_t *len)
{
	struct input in = {0};
	char *text;

	tool_must(input_read(&in, NULL, &error), &error);
	input_classify(&in);
	if (in.kind == INPUT_NONE)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "standard input is empty; it must hold the model's answer");
	if (in.kind == INPUT_RESULTS) {
		text = text_of_results(&in);
		*len = strlen(text);
	} else {
		*len = in.text.len;
		text = xstrndup(in.text.data, *len);
	}
	input_release(&in);
	return text;
}

static void
add_diff(cJSON *details, const struct markdown *m, const char *text, size_t len)
{
	struct buf diff = {0};
	long n = extract_diff(&diff, m, text, len, &error);

	tool_must(n < 0 ? -1 : 0, &error);
	json_set(details, "diff", json_new_string(diff.data, diff.len));
	json_add_long(details, "blocks", n);
	buf_release(&diff);
}

static void
add_code(
    cJSON *details, const struct markdown *m, const char *language, long block)
{
	long total;
	const struct markdown_block *b =
	    extract_code(m, language, block, &total, &error);

	if (b == NULL)
		tool_fail_with(&error);
	json_set(
	    details, "text", json_new_string(buf_str(&b->text), b->text.len));
	json_set(details, "language",
	    json_new_string(b->info, strcspn(b->info, " \t{,")));
	json_add_long(details, "total", total);
}

static void
add_json(cJSON *details, const struct markdown *m, const char *text, size_t len,
    long block)
{
	cJSON *value = extract_json(m, text, len, block, &error);

	if (value == NULL)
		tool_fail_with(&error);
	cJSON_AddItemToObject(details, "value", value);
}

int
main(int argc, char *argv[])
{
	const char *language = NULL, *what;
	long block = 1;
	const struct option_spec specs[] = {
	    {"language", 'l', OPTION_STRING, &language, "NAME",
		"code: only blocks of that language"},
	    {"block", 'n', OPTION_LONG, &block, "N",
		"code, json: the N-th block, from 1"},
	    {0}};
	struct strv operands = {0};
	struct markdown m = {0};
	cJSON *details;
	char *text;
	size_t len;

	tool_start("codex-extract");
	options_parse(specs, "[options] diff|code|json",
	    "Take the diff, a code block or the JSON out of a model's answer, "
	    "which is text or a result line on standard input.",
	    false, argc, argv, &operands);
	what = operands.n == 1 ? operands.v[0] : "";
	if (strcmp(what, "diff") != 0 && strcmp(what, "code") != 0 &&
	    strcmp(what, "json") != 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "say what to extract: diff, code or json");
	text = read_answer(&len);
	markdown_read(&m, text, len);
	details = cJSON_CreateObject();
	if (*what == 'd')
		add_diff(details, &m, text, len);
	else if (*what == 'c')
		add_code(details, &m, language, block);
	else
		add_json(details, &m, text, len, block);
	markdown_release(&m);
	free(text);
	strv_release(&operands);
	tool_answer(true, details);
}
