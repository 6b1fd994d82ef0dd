/* byhand: a helper that is run by name */
#include "exchange/byhand.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/arguments.h"
#include "contract/tool.h"
#include "system/root.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
byhand_asks(char **argv)
{
	for (char **a = argv + 1; *a && strcmp(*a, "--") != 0; a++)
		if (strcmp(*a, "--help") == 0 || strcmp(*a, "--schema") == 0 ||
		    strcmp(*a, "--version") == 0)
			return true;
	return false;
}

int
byhand_set_root(const cJSON *entry, int argc, char **argv, struct error *e)
{
	struct arguments_flags flags = {0};

	cJSON_Delete(arguments_from_argv(entry, argc, argv, &flags, NULL));
	return root_set(flags.root, e);
}

noreturn void
byhand_become(
    const struct manifest *m, const cJSON *entry, char **argv, struct strv *env)
{
	char *program = manifest_program(m, entry);

	if (getenv("CODEX_NO_STDIN") != NULL)
		strv_add(env, "CODEX_NO_STDIN=1");
	argv[0] = program;
	execve(program, argv, env->v);
	tool_fail(ERROR_NOT_AVAILABLE, "cannot start '%s': %s", program,
	    strerror(errno));
}

/* Reads what the helper would read, and joins it as the helper would. */
static char *
take_input(const cJSON *entry, struct input *in, const cJSON *given)
{
	struct error e = {0};
	cJSON *args = given ? json_copy(given) : cJSON_CreateObject();
	cJSON *joined = NULL;
	char *text;

	tool_must(input_read(in, "arguments or result lines", &e), &e);
	input_classify(in);
	if ((in->kind == INPUT_ARGUMENTS || in->kind == INPUT_RESULTS) &&
	    arguments_person_paths(args, NULL) == 0)
		joined = arguments_join(entry, json_copy(args), in, NULL);
	text = json_text(joined ? joined : args);
	cJSON_Delete(joined);
	cJSON_Delete(args);
	return text;
}

void
byhand_ours(struct call *c, const cJSON *entry, int argc, char **argv)
{
	static struct input in;
	struct arguments_flags flags = {0};
	cJSON *given = arguments_from_argv(entry, argc, argv, &flags, NULL);
	bool alone = flags.no_stdin || getenv("CODEX_NO_STDIN") != NULL ||
		     (given && !arguments_want_input(entry, given));

	*c = (struct call){
	    .name = xstrdup(argv[0]), .argv = argv + 1, .input = &in.text};
	if (!alone)
		c->arguments = take_input(entry, &in, given);
	else
		c->arguments = given ? json_text(given) : xstrdup("");
	cJSON_Delete(given);
}

void
byhand_foreign(struct call *c, const cJSON *entry, int argc, char **argv)
{
	char *text = json_text(entry);

	*c = (struct call){.name = xstrdup(argv[0]),
	    .arguments = json_text(tool_join(argv[0], text, argc, argv))};
	free(text);
}

void
byhand_finish(struct call *c)
{
	cJSON *line = json_parse(c->result, strlen(c->result), NULL);
	cJSON *details = json_get(line, "details");
	const cJSON *error = json_get(details, "error");
	const char *message = json_string(error, "message");
	const char *hint = json_string(error, "hint");
	struct buf text = {0};

	if (message != NULL)
		tool_warn(
		    "%s%s%s", message, hint ? "; " : "", hint ? hint : "");
	if (message == NULL && tool_upstream_truncated()) {
		json_set(details, "upstream_truncated", cJSON_CreateTrue());
		result_line(&text, c->success, details);
		buf_truncate(&text, text.len - 1);
		free(c->result);
		c->result = buf_detach(&text);
	}
	cJSON_Delete(line);
}
