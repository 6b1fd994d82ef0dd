/* codex-template: render a prompt template into messages */
#include "base/json.h"
#include "base/num.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/fill.h"
#include "exchange/window.h"
#include "system/root.h"
#include <stdlib.h>

static struct error error;

static struct {
	const char *root, *model, *prices;
	long limit, reserve;
	bool list, check, keep_going, no_stdin;
} options = {.limit = -1, .reserve = -1};

static const struct option_spec specs[] = {
    {"list", 0, OPTION_FLAG, &options.list, NULL, "list the templates"},
    {"check", 0, OPTION_FLAG, &options.check, NULL,
	"check the named templates, or all of them"},
    {"model", 'm', OPTION_STRING, &options.model, "NAME",
	"cut {{context}} to what this model's window leaves (CODEX_MODEL)"},
    {"context-limit", 0, OPTION_LONG, &options.limit, "N",
	"the same for a window of so many tokens (CODEX_CONTEXT_LIMIT); 0: cut "
	"nothing"},
    {"reserve", 0, OPTION_LONG, &options.reserve, "N",
	"leave so many of them for the answer, helpers and whatever else is "
	"sent (a quarter)"},
    {"prices", 0, OPTION_STRING, &options.prices, "FILE",
	"another table of windows, and of prices"},
    {"root", 0, OPTION_STRING, &options.root, "DIR", "the project's root"},
    {"no-stdin", 0, OPTION_FLAG, &options.no_stdin, NULL,
	"leave standard input alone"},
    {"keep-going", 0, OPTION_FLAG, &options.keep_going, NULL,
	"take failed lines from the pipe as context too"},
    {NULL, 0, 0, NULL, NULL, NULL}};

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
		tool_must(prompt_load(&p, names.v[i], &error), &error);
		result_add(&r, describe(&p));
		prompt_release(&p);
	}
	strv_release(&names);
	tool_answer_list(&r);
}

static void
load_manifest(struct manifest *m)
{
	tool_must(manifest_load(m, NULL, &error), &error);
	tool_must(manifest_add_project(m, &error), &error);
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
		tool_must(prompt_load(&p, names.v[i], &error), &error);
		tool_must(prompt_check(&p, &m, &error), &error);
		prompt_release(&p);
	}
	json_add_long(details, "checked", (long)names.n);
	strv_release(&names);
	manifest_release(&m);
	tool_answer(true, details);
}

/* The tokens that the messages may have; 0: no limit. */
static long
room(void)
{
	const char *model = getenv("CODEX_MODEL");
	long n;

	if (options.model == NULL && model != NULL && *model != '\0')
		options.model = model;
	tool_must(window_said(&options.limit, &error), &error);
	n = fill_room(options.model, options.limit, options.reserve,
	    options.prices, &error);
	tool_must(n < 0 ? -1 : 0, &error);
	return n;
}

/* What is missing is said to people and to programs (contract 5). */
static void
tell_cut(cJSON *details, const struct fill *f)
{
	if (f->bytes == 0)
		return;
	tool_warn("the context was cut to fit %ld tokens: %zu byte%s in %zu "
		  "line%s left out",
	    f->room, f->bytes, plural((long)f->bytes), f->lines,
	    plural((long)f->lines));
	cJSON_AddTrueToObject(details, "truncated");
	json_add_long(details, "bytes_left_out", (long)f->bytes);
	json_add_long(details, "lines_left_out", (long)f->lines);
}

static noreturn void
render(const struct strv *operands, const struct input *in)
{
	cJSON *details = cJSON_CreateObject(), *values, *messages, *helpers;
	struct fill f = {.room = room(), .model = options.model};
	struct manifest m = {0};
	struct prompt p;

	load_manifest(&m);
	tool_must(prompt_load(&p, operands->v[0], &error), &error);
	tool_must(prompt_check_helpers(&p, &m, &error), &error);
	values = fill_values(operands, 1, &error);
	tool_must(values ? 0 : -1, &error);
	fill_context(&f, in);
	f.prompt = &p;
	f.values = values;
	messages = fill(&f, &error);
	tool_must(messages ? 0 : -1, &error);
	helpers = json_get(p.front, "helpers");
	cJSON_AddItemToObject(details, "messages", messages);
	cJSON_AddItemToObject(details, "helpers",
	    helpers ? json_copy(helpers) : cJSON_CreateArray());
	cJSON_AddStringToObject(details, "template", p.name);
	tell_cut(details, &f);
	cJSON_Delete(values);
	buf_release(&f.context);
	prompt_release(&p);
	manifest_release(&m);
	tool_answer(true, details);
}

int
main(int argc, char *argv[])
{
	struct strv operands = {0};
	struct input in = {0};

	tool_start("codex-template");
	options_parse(specs, "NAME [key=value]... | --list | --check [NAME]...",
	    "Renders a prompt template: prints a result line with its messages "
	    "and helpers. What comes through the pipe stands for {{context}}.",
	    false, argc, argv, &operands);
	tool_must(root_set(options.root, &error), &error);
	if (options.list)
		list();
	if (options.check)
		check(&operands);
	if (operands.n == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no template is named; codex-template --list shows them");
	if (!options.no_stdin && getenv("CODEX_NO_STDIN") == NULL)
		tool_must(input_read(&in, "context", &error), &error);
	input_classify(&in);
	tool_pass_failures(&in, false, options.keep_going);
	render(&operands, &in);
}
