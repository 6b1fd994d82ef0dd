/* codex-pack: fit result lines into one text of a budget of tokens */
#include "contract/options.h"
#include "contract/pack.h"
#include "contract/tool.h"

static void
read_lines(struct input *in)
{
	struct error e = {0};

	if (input_read(in, NULL, &e) < 0 || input_parse(in, &e) < 0)
		tool_fail_with(&e);
	if (in->kind == INPUT_NONE)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing on standard input; give result lines: codex-run "
		    "git_status | codex-pack");
	if (in->kind != INPUT_RESULTS)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "standard input holds arguments; give result lines: "
		    "codex-run git_status | codex-pack");
}

int
main(int argc, char *argv[])
{
	long budget = 8000;
	const struct option_spec specs[] = {
	    {"budget", 'b', OPTION_LONG, &budget, "N",
		"tokens that the whole details may cost; default 8000"},
	    {0}};
	struct strv operands = {0};
	struct input in = {0};
	struct pieces pieces;
	struct error e = {0};
	cJSON *details;

	tool_start("codex-pack");
	options_parse(specs, "[--budget N]",
	    "Pack the result lines on standard input into one text for a "
	    "model: failures first, each piece labelled and fenced, what does "
	    "not fit listed.",
	    false, argc, argv, &operands);
	if (operands.n > 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "unexpected operand '%s'; result lines come on standard "
		    "input",
		    operands.v[0]);
	read_lines(&in);
	pieces_of(&pieces, in.value);
	details = pack(&pieces, (size_t)budget, &e);
	pieces_release(&pieces);
	input_release(&in);
	if (details == NULL)
		tool_fail_with(&e);
	tool_answer(true, details);
}
