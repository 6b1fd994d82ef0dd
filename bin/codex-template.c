/* codex-template: render a prompt template into messages */
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/input.h"
#include "contract/options.h"
#include "contract/prompt.h"
#include "contract/tool.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>

static struct error error;

/* key=value operands as an object; a repeated key is a list. */
static cJSON *
values_of(const struct strv *operands)
{
	cJSON *values = cJSON_CreateObject(), *have, *list;
	const char *word, *equals;
	char *key;

	for (size_t i = 1; i < operands->n; i++) {
		word = operands->v[i];
		equals = strchr(word, '=');
		if (equals == NULL || equals == word)
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'%s' is no key=value", word);
		if (utf8_valid(word, strlen(word)) < strlen(word))
			tool_fail(
			    ERROR_INVALID_ARGUMENTS, "'%s' is no UTF-8", word);
		key = xstrndup(word, (size_t)(equals - word));
		have = json_get(values, key);
		if (have == NULL) {
			cJSON_AddStringToObject(values, key, equals + 1);
		} else if (cJSON_IsArray(have)) {
			cJSON_AddItemToArray(
			    have, cJSON_CreateString(equals + 1));
		} else {
			list = cJSON_CreateArray();
			cJSON_AddItemToArray(list, json_copy(have));
			cJSON_AddItemToArray(
			    list, cJSON_CreateString(equals + 1));
			json_set(values, key, list);
		}
		free(key);
	}
	return values;
}

/* What came through the pipe, as one text for {{context}}. */
static void
context_of(struct buf *text, const struct input *in)
{
	const cJSON *line;
	const char *prose;
	cJSON *raw;
	size_t i = 0;

	if (in->kind != INPUT_RESULTS) {
		/* a string that keeps a NUL, so that nothing is lost behind */
		raw = json_new_string(buf_str(&in->text), in->text.len);
		buf_adds(text, raw->valuestring);
		cJSON_Delete(raw);
		return;
	}
	cJSON_ArrayForEach(line, in->value) {
		prose = json_string(json_get(line, "details"), "text");
		buf_addf(text, "%s\n", prose ? prose : in->lines.v[i]);
		i++;
	}
}

static cJSON *
describe(const struct prompt *p)
{
	static const char *const keys[] = {"purpose", "helpers", "variables"};
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(item, "name", p->name);
	for (size_t i = 0; i < 3; i++)
		if (json_get(p->front, keys[i]) != NULL)
			cJSON_AddItemToObject(item, keys[i],
			    json_copy(json_get(p->front, keys[i])));
	return item;
}

static noreturn void
list(void)
{
	struct result r;
	struct strv names = {0};
	struct prompt p;

	prompt_names(&names);
	result_list(&r, "templates", 0, 0);
	for (size_t i = 0; i < names.n; i++) {
		if (prompt_load(&p, names.v[i], &error) < 0)
			tool_fail_with(&error);
		result_add(&r, describe(&p));
		prompt_release(&p);
	}
	strv_release(&names);
	tool_answer_list(&r);
}

static void
load_manifest(struct manifest *m)
{
	if (manifest_load(m, NULL, &error) < 0 ||
	    manifest_add_project(m, &error) < 0)
		tool_fail_with(&error);
}

/* Checks the named templates, or all of them. */
static noreturn void
check(const struct strv *operands)
{
	struct strv names = {0};
	struct manifest m = {0};
	struct prompt p;
	cJSON *details = cJSON_CreateObject();

	for (size_t i = 0; i < operands->n; i++)
		strv_add(&names, operands->v[i]);
	if (names.n == 0)
		prompt_names(&names);
	load_manifest(&m);
	for (size_t i = 0; i < names.n; i++) {
		if (prompt_load(&p, names.v[i], &error) < 0 ||
		    prompt_check(&p, &m, &error) < 0)
			tool_fail_with(&error);
		prompt_release(&p);
	}
	json_add_long(details, "checked", (long)names.n);
	strv_release(&names);
	manifest_release(&m);
	tool_answer(true, details);
}

static noreturn void
render(const struct strv *operands, struct input *in)
{
	cJSON *details = cJSON_CreateObject(), *values, *messages, *helpers;
	struct buf context = {0};
	struct manifest m = {0};
	struct prompt p;

	load_manifest(&m);
	if (prompt_load(&p, operands->v[0], &error) < 0 ||
	    prompt_check_helpers(&p, &m, &error) < 0)
		tool_fail_with(&error);
	values = values_of(operands);
	context_of(&context, in);
	messages = prompt_render(&p, values, buf_str(&context), &error);
	if (messages == NULL)
		tool_fail_with(&error);
	helpers = json_get(p.front, "helpers");
	cJSON_AddItemToObject(details, "messages", messages);
	cJSON_AddItemToObject(details, "helpers",
	    helpers ? json_copy(helpers) : cJSON_CreateArray());
	cJSON_AddStringToObject(details, "template", p.name);
	cJSON_Delete(values);
	buf_release(&context);
	input_release(in);
	prompt_release(&p);
	manifest_release(&m);
	tool_answer(true, details);
}

int
main(int argc, char *argv[])
{
	bool want_list = false, want_check = false, keep_going = false;
	bool stdin_too = true;
	const char *root = NULL;
	const struct option_spec specs[] = {
	    {"list", 0, OPTION_FLAG, &want_list, NULL, "list the templates"},
	    {"check", 0, OPTION_FLAG, &want_check, NULL,
		"check the named templates, or all of them"},
	    {"root", 0, OPTION_STRING, &root, "DIR", "the project's root"},
	    {"stdin", 0, OPTION_FLAG, &stdin_too, NULL,
		"leave standard input alone"},
	    {"keep-going", 0, OPTION_FLAG, &keep_going, NULL,
		"take failed lines from the pipe as context too"},
	    {NULL}};
	struct strv operands = {0};
	struct input in = {0};

	tool_start("codex-template");
	options_parse(specs, "NAME [key=value]... | --list | --check [NAME]...",
	    "Renders a prompt template: prints a result line with its messages "
	    "and helpers. What comes through the pipe stands for {{context}}.",
	    false, argc, argv, &operands);
	if (root_set(root, &error) < 0)
		tool_fail_with(&error);
	if (want_list)
		list();
	if (want_check)
		check(&operands);
	if (operands.n == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no template is named; codex-template --list shows them");
	stdin_too = stdin_too && getenv("CODEX_NO_STDIN") == NULL;
	if (stdin_too && input_read(&in, "context", &error) < 0)
		tool_fail_with(&error);
	input_classify(&in);
	tool_pass_failures(&in, false, keep_going);
	render(&operands, &in);
}
