/* codex-pack: fit files and result lines into one text of a budget of tokens */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/options.h"
#include "contract/pack.h"
#include "contract/tool.h"
#include "system/root.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static long budget = 8000;
static bool text_only, take_stdin = true;
static const char *root;
static struct strv wanted, files;

static const struct option_spec specs[] = {
    {"budget", 'b', OPTION_LONG, &budget, "N",
	"tokens that the whole details, or with --text the text, may cost; "
	"default 8000"},
    {"prefer", 'p', OPTION_STRINGS, &wanted, "PATTERN",
	"first of all pieces whose label or text matches"},
    {"text", 't', OPTION_FLAG, &text_only, NULL,
	"print the text itself, no result line"},
    {"stdin", 0, OPTION_FLAG, &take_stdin, NULL, "leave standard input alone"},
    {"root", 0, OPTION_STRING, &root, "DIR", "the project's root"}, {0}};

/* Whatever fails is told in the form that was asked for. */
static void
must(int result, struct error *e)
{
	if (result >= 0)
		return;
	if (!text_only)
		tool_fail_with(e);
	tool_tell(e);
	tool_exit(error_status(e->code, e->signal));
}

static int
read_files(struct excerpts *x, struct error *e)
{
	char *path;

	if (files.n == 0)
		return 0;
	if (root_set(root, e) < 0)
		return -1;
	for (size_t i = 0; i < files.n; i++) {
		path = root_from_person(files.v[i], e);
		if (path == NULL)
			return -1;
		excerpts_ask(x, path, 1, LONG_MAX);
		free(path);
	}
	return excerpts_read(x, 0, e);
}

/* It must have lines, unless files were named. */
static int
read_lines(struct input *in, struct error *e)
{
	const char *what = files.n > 0 ? "result lines" : NULL;

	if (!take_stdin || (what && getenv("CODEX_NO_STDIN") != NULL))
		in->kind = INPUT_NONE;
	else if (input_read(in, what, e) < 0 || input_parse(in, e) < 0)
		return -1;
	if (in->kind == INPUT_NONE && files.n == 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "nothing to pack; name files or give result lines: "
		    "codex-run git_status | codex-pack");
	if (in->kind == INPUT_ARGUMENTS)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "standard input holds arguments; give result lines: "
		    "codex-run git_status | codex-pack");
	buf_release(&in->text);
	strv_release(&in->lines);
	return 0;
}

static int
sort(struct pieces *p, struct error *e)
{
	struct pattern **v = xcalloc(wanted.n + 1, sizeof(struct pattern *));
	size_t n = 0;
	int status = -1;

	while (n < wanted.n &&
	       (v[n] = pattern_compile(wanted.v[n], PATTERN_MULTILINE, e)))
		n++;
	if (n == wanted.n)
		status = pieces_sort(p, v, n, e);
	else
		error_hint(e, "a backslash before a sign takes it as it is");
	while (n > 0)
		pattern_free(v[--n]);
	free(v);
	return status;
}

int
main(int argc, char *argv[])
{
	struct pieces pieces = {0};
	struct excerpts x = {0};
	struct input in = {0};
	struct error e = {0};
	const char *text;
	cJSON *details;

	tool_start("codex-pack");
	options_parse(specs, "[options] [FILE...]",
	    "Pack files and the result lines on standard input into one text "
	    "for a model: failures first, each piece labelled and fenced, "
	    "what does not fit listed.",
	    false, argc, argv, &files);
	must(read_files(&x, &e), &e);
	must(read_lines(&in, &e), &e);
	pieces_add_files(&pieces, &x);
	pieces_add_lines(&pieces, in.value);
	must(sort(&pieces, &e), &e);
	details = pack(&pieces, (size_t)budget, text_only, &e);
	pieces_release(&pieces);
	excerpts_release(&x);
	input_release(&in);
	strv_release(&files);
	strv_release(&wanted);
	must(details ? 0 : -1, &e);
	if (!text_only)
		tool_answer(true, details);
	text = json_string(details, "text");
	tool_text(text, strlen(text));
	cJSON_Delete(details);
	tool_exit(0);
}
