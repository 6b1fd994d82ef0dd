/* flags: the command line of codex-call */
#include "exchange/flags.h"
#include "contract/options.h"
#include "exchange/endpoint.h"
#include "exchange/window.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MODEL "gpt-5-mini"

static struct flags flags = {.max_turns = 10,
    .jobs = 4,
    .tool_tokens = 8000,
    .timeout = 1800,
    .retries = 2,
    .max_repeats = 5,
    .context_limit = -1,
    .overflow = "fail",
    .connect_timeout = 10,
    .idle_timeout = 300};

static const struct option_spec specs[] = {
    {"model", 'm', OPTION_STRING, &flags.model, "NAME",
	"the model; CODEX_MODEL, or else " DEFAULT_MODEL},
    {"system", 's', OPTION_STRING, &flags.instruction, "TEXT",
	"the system message"},
    {"template", 't', OPTION_STRING, &flags.template, "NAME",
	"render this prompt template; standard input is its {{context}}"},
    {"param", 'p', OPTION_STRINGS, &flags.params, "KEY=VALUE",
	"a variable of the template"},
    {"attach", 'a', OPTION_STRINGS, &flags.attachments, "FILE",
	"send this image, PDF or text along; - is standard input"},
    {"tool", 'T', OPTION_STRINGS, &flags.tools, "NAME,...|all|none",
	"the helpers that the model may call; naming one that writes or starts "
	"programs is consenting. all, the default, is all that only read"},
    {"tool-choice", 0, OPTION_STRING, &flags.choice, "auto|none|required|NAME",
	"whether the model may, must not or must call, at first, and what"},
    {"no-parallel", 0, OPTION_FLAG, &flags.no_parallel, NULL,
	"ask for one call at a time"},
    {"reasoning-effort", 0, OPTION_STRING, &flags.effort, "LEVEL",
	"none, minimal, low, medium, high, xhigh or max"},
    {"approve", 0, OPTION_STRING, &flags.approve, "always|ask|never",
	"offer helpers that write or start programs too, or ask on the "
	"terminal before each such call, or offer none, named or not"},
    {"continue", 'c', OPTION_FLAG, &flags.go_on, NULL,
	"go on with the latest conversation (of CODEX_SESSION, if it is set)"},
    {"fork", 0, OPTION_STRING, &flags.fork, "ID",
	"begin a new session with this one's conversation"},
    {"session", 0, OPTION_STRING, &flags.session, "ID",
	"go on with this session's conversation, or begin one in it; "
	"codex-log new --text opens a session"},
    {"schema", 0, OPTION_STRING, &flags.schema, "FILE",
	"the answer must be JSON that matches this JSON Schema"},
    {"option", 'o', OPTION_STRINGS, &flags.options, "KEY=VALUE",
	"a further field of the request; a.b=VALUE sets b within a"},
    {"no-stream", 0, OPTION_FLAG, &flags.no_stream, NULL,
	"ask for the answer in one piece"},
    {"no-log", 0, OPTION_FLAG, &flags.no_log, NULL, "write no session log"},
    {"max-turns", 0, OPTION_LONG, &flags.max_turns, "N",
	"at most so many answers of the model (10)"},
    {"max-calls", 0, OPTION_LONG, &flags.max_calls, "N",
	"at most so many calls of helpers"},
    {"max-repeats", 0, OPTION_LONG, &flags.max_repeats, "N",
	"end when the model makes the same call so often (5); from the third "
	"time on it is not made, but answered as before"},
    {"fail-on-tool-error", 0, OPTION_FLAG, &flags.fail_on_tool_error, NULL,
	"end when a call of a helper fails"},
    {"max-tokens-total", 0, OPTION_LONG, &flags.max_tokens_total, "N",
	"send nothing that would pass so many tokens, in and out, of all "
	"turns"},
    {"max-cost", 0, OPTION_DOUBLE, &flags.max_cost, "AMOUNT",
	"send nothing that would pass this cost, as estimated"},
    {"prices", 0, OPTION_STRING, &flags.prices, "FILE",
	"another table of prices, and of windows"},
    {"context-limit", 0, OPTION_LONG, &flags.context_limit, "N",
	"send no request that would hold more tokens, the answer that it "
	"allows for included; CODEX_CONTEXT_LIMIT, or else the model's window "
	"where it is known (0: no limit)"},
    {"on-overflow", 0, OPTION_STRING, &flags.overflow, "fail|trim",
	"where a request would: end, or drop the oldest answers of helpers"},
    {"timeout", 0, OPTION_DOUBLE, &flags.timeout, "SECONDS",
	"for the whole run (1800; 0: no limit)"},
    {"connect-timeout", 0, OPTION_DOUBLE, &flags.connect_timeout, "SECONDS",
	"to get a connection (10; 0: no limit)"},
    {"idle-timeout", 0, OPTION_DOUBLE, &flags.idle_timeout, "SECONDS",
	"of silence of the server (300; 0: no limit)"},
    {"retries", 0, OPTION_LONG, &flags.retries, "N",
	"send a request that failed so often again, where that may help (2)"},
    {"rpm", 0, OPTION_LONG, &flags.rpm, "N",
	"at most so many requests a minute, together with all runs that have "
	"the same key and server"},
    {"tpm", 0, OPTION_LONG, &flags.tpm, "N",
	"the same for tokens, as estimated"},
    {"dry-run", 0, OPTION_FLAG, &flags.dry_run, NULL,
	"print the request's body and send nothing"},
    {"api", 0, OPTION_STRING, &flags.api, "responses|chat|functions",
	"responses for api.openai.com, chat for any other OPENAI_BASE_URL; "
	"functions is chat as it was before tools"},
    {"functions", 0, OPTION_STRING, &flags.functions, "FILE",
	"another manifest of helpers"},
    {"text", 0, OPTION_FLAG, &flags.text, NULL,
	"print the model's words as they arrive; the default on a terminal"},
    {"json", 0, OPTION_FLAG, &flags.json, NULL, "print a result line"},
    {"jobs", 'j', OPTION_LONG, &flags.jobs, "N",
	"run so many calls of one turn at once (4)"},
    {"tool-tokens", 0, OPTION_LONG, &flags.tool_tokens, "N",
	"max_tokens of a call where the model gave none (8000; 0: no limit)"},
    {"no-context", 0, OPTION_FLAG, &flags.no_context, NULL,
	"send neither .codex/context.md nor AGENTS.md"},
    {"input", 0, OPTION_STRING, &flags.input, "text|results|messages",
	"what standard input is, where that is not to be guessed"},
    {"no-stdin", 0, OPTION_FLAG, &flags.no_stdin, NULL,
	"leave standard input alone"},
    {"cacert", 0, OPTION_STRING, &flags.cacert, "FILE",
	"trust the certificates in this file, and no others"},
    {"root", 0, OPTION_STRING, &flags.root, "DIR", "the project's root"}, {0}};

struct flags *
flags_read(int argc, char **argv)
{
	options_parse(specs, "[OPTIONS] [PROMPT...]",
	    "Asks a model, runs the helpers that it calls for, and prints its "
	    "answer. With a prompt, standard input is material for it; without "
	    "one it is the prompt, or result lines with messages.",
	    false, argc, argv, &flags.words);
	flags.text = !flags.json && (flags.text || isatty(STDOUT_FILENO));
	return &flags;
}

int
flags_check(struct flags *f, struct error *e)
{
	if (f->params.n > 0 && f->template == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "-p sets a variable of a template; name that with -t");
	if (f->max_turns == 0)
		return error_set(
		    e, ERROR_INVALID_ARGUMENTS, "--max-turns is at least 1");
	if (f->approve && approval_mode(f->approve, &f->approval) < 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--approve is always, ask or never, not '%s'", f->approve);
	if (f->fork && (f->session || f->go_on))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--fork begins a session, --session and -c go on with one: "
		    "use one of them");
	if (strcmp(f->overflow, "fail") != 0 &&
	    strcmp(f->overflow, "trim") != 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--on-overflow is fail or trim, not '%s'", f->overflow);
	if (window_said(&f->context_limit, e) < 0)
		return -1;
	f->dialect = f->api ? dialect_by_name(f->api) : endpoint_dialect();
	if (f->dialect == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--api is responses, chat or functions, not '%s'", f->api);
	if (f->model == NULL)
		f->model = getenv("CODEX_MODEL");
	if (f->model == NULL || *f->model == '\0')
		f->model = DEFAULT_MODEL;
	return 0;
}
