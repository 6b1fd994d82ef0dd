/* codex-call: asks a model, and runs the helpers that it calls for */
#include "base/json.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/approval.h"
#include "exchange/attach.h"
#include "exchange/loop.h"
#include "exchange/offer.h"
#include "exchange/opening.h"
#include "exchange/structured.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include "system/root.h"
#include "text/visible.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MODEL "gpt-5-mini"
static struct {
	const char *model, *instruction, *template, *session, *schema, *api;
	const char *functions, *input, *root, *choice, *effort, *fork, *cacert;
	struct strv params, tools, options, attachments;
	bool go_on, no_stream, no_log, dry_run, text, json, no_context;
	bool no_stdin, no_parallel;
	const char *prices, *approve;
	bool fail_on_tool_error;
	long max_turns, max_calls, max_tokens_total, jobs, tool_tokens;
	long retries, max_repeats, rpm, tpm;
	double max_cost, timeout, connect_timeout, idle_timeout;
} args = {.max_turns = 10,
    .jobs = 4,
    .tool_tokens = 8000,
    .timeout = 1800,
    .retries = 2,
    .max_repeats = 5,
    .connect_timeout = 10,
    .idle_timeout = 300};

static const struct option_spec specs[] = {
    {"model", 'm', OPTION_STRING, &args.model, "NAME",
	"the model; CODEX_MODEL, or else " DEFAULT_MODEL},
    {"system", 's', OPTION_STRING, &args.instruction, "TEXT",
	"the system message"},
    {"template", 't', OPTION_STRING, &args.template, "NAME",
	"render this prompt template; standard input is its {{context}}"},
    {"param", 'p', OPTION_STRINGS, &args.params, "KEY=VALUE",
	"a variable of the template"},
    {"attach", 'a', OPTION_STRINGS, &args.attachments, "FILE",
	"send this image, PDF or text along; - is standard input"},
    {"tool", 'T', OPTION_STRINGS, &args.tools, "NAME,...|all|none",
	"the helpers that the model may call; naming one that writes or starts "
	"programs is consenting. all, the default, is all that only read"},
    {"tool-choice", 0, OPTION_STRING, &args.choice, "auto|none|required|NAME",
	"whether the model may, must not or must call, at first, and what"},
    {"no-parallel", 0, OPTION_FLAG, &args.no_parallel, NULL,
	"ask for one call at a time"},
    {"reasoning-effort", 0, OPTION_STRING, &args.effort, "LEVEL",
	"none, minimal, low, medium, high, xhigh or max"},
    {"approve", 0, OPTION_STRING, &args.approve, "always|ask|never",
	"offer helpers that write or start programs too, or ask on the "
	"terminal before each such call, or offer none, named or not"},
    {"continue", 'c', OPTION_FLAG, &args.go_on, NULL,
	"go on with the latest conversation (of CODEX_SESSION, if it is set)"},
    {"fork", 0, OPTION_STRING, &args.fork, "ID",
	"begin a new session with this one's conversation"},
    {"session", 0, OPTION_STRING, &args.session, "ID",
	"go on with this session's conversation, or begin one in it; "
	"codex-log new --text opens a session"},
    {"schema", 0, OPTION_STRING, &args.schema, "FILE",
	"the answer must be JSON that matches this JSON Schema"},
    {"option", 'o', OPTION_STRINGS, &args.options, "KEY=VALUE",
	"a further field of the request; a.b=VALUE sets b within a"},
    {"no-stream", 0, OPTION_FLAG, &args.no_stream, NULL,
	"ask for the answer in one piece"},
    {"no-log", 0, OPTION_FLAG, &args.no_log, NULL, "write no session log"},
    {"max-turns", 0, OPTION_LONG, &args.max_turns, "N",
	"at most so many answers of the model (10)"},
    {"max-calls", 0, OPTION_LONG, &args.max_calls, "N",
	"at most so many calls of helpers"},
    {"max-repeats", 0, OPTION_LONG, &args.max_repeats, "N",
	"end when the model makes the same call so often (5); from the third "
	"time on it is not made, but answered as before"},
    {"fail-on-tool-error", 0, OPTION_FLAG, &args.fail_on_tool_error, NULL,
	"end when a call of a helper fails"},
    {"max-tokens-total", 0, OPTION_LONG, &args.max_tokens_total, "N",
	"send nothing that would pass so many tokens, in and out, of all "
	"turns"},
    {"max-cost", 0, OPTION_DOUBLE, &args.max_cost, "AMOUNT",
	"send nothing that would pass this cost, as estimated"},
    {"prices", 0, OPTION_STRING, &args.prices, "FILE",
	"another table of prices"},
    {"timeout", 0, OPTION_DOUBLE, &args.timeout, "SECONDS",
	"for the whole run (1800; 0: no limit)"},
    {"connect-timeout", 0, OPTION_DOUBLE, &args.connect_timeout, "SECONDS",
	"to get a connection (10; 0: no limit)"},
    {"idle-timeout", 0, OPTION_DOUBLE, &args.idle_timeout, "SECONDS",
	"of silence of the server (300; 0: no limit)"},
    {"retries", 0, OPTION_LONG, &args.retries, "N",
	"send a request that failed so often again, where that may help (2)"},
    {"rpm", 0, OPTION_LONG, &args.rpm, "N",
	"at most so many requests a minute, together with all runs that have "
	"the same key and server"},
    {"tpm", 0, OPTION_LONG, &args.tpm, "N",
	"the same for tokens, as estimated"},
    {"dry-run", 0, OPTION_FLAG, &args.dry_run, NULL,
	"print the request's body and send nothing"},
    {"api", 0, OPTION_STRING, &args.api, "responses|chat|functions",
	"responses for api.openai.com, chat for any other OPENAI_BASE_URL; "
	"functions is chat as it was before tools"},
    {"functions", 0, OPTION_STRING, &args.functions, "FILE",
	"another manifest of helpers"},
    {"text", 0, OPTION_FLAG, &args.text, NULL,
	"print the model's words as they arrive; the default on a terminal"},
    {"json", 0, OPTION_FLAG, &args.json, NULL, "print a result line"},
    {"jobs", 'j', OPTION_LONG, &args.jobs, "N",
	"run so many calls of one turn at once (4)"},
    {"tool-tokens", 0, OPTION_LONG, &args.tool_tokens, "N",
	"max_tokens of a call where the model gave none (8000; 0: no limit)"},
    {"no-context", 0, OPTION_FLAG, &args.no_context, NULL,
	"send neither .codex/context.md nor AGENTS.md"},
    {"input", 0, OPTION_STRING, &args.input, "text|results|messages",
	"what standard input is, where that is not to be guessed"},
    {"no-stdin", 0, OPTION_FLAG, &args.no_stdin, NULL,
	"leave standard input alone"},
    {"cacert", 0, OPTION_STRING, &args.cacert, "FILE",
	"trust the certificates in this file, and no others"},
    {"root", 0, OPTION_STRING, &args.root, "DIR", "the project's root"}, {0}};

/* What lives until exit. */
static struct error error;
static struct strv words; /* of the prompt */
static struct input in;
static cJSON *helpers; /* names that came through the pipe */
static struct manifest all, offered;
static struct approval approval;
static struct structured structured;
static struct conversation conversation;
static struct session session;
static struct history history;
static struct hooks hooks;
static struct client client;
static struct ask ask;
static struct prices prices;
static struct budget budget;
static struct loop loop;

static void
tell_error(void)
{
	tool_warn("%s%s%s", error.message, error.hint ? "; " : "",
	    error.hint ? error.hint : "");
}

/* The log's last word; what had come of an answer is not lost. */
static void
end_log(int status, const cJSON *details)
{
	struct error e = {0};

	if (history_end(&history, &conversation, status, details, &e) < 0)
		tool_warn("%s", e.message);
	error_release(&e);
}

/* However the program ends: also when nobody reads its output any more. */
static void
on_end(int status, void *unused)
{
	struct turn *t = loop.turn;
	struct error ignored = {0};
	cJSON *details;

	(void)unused;
	if (history.ended || loop.history == NULL)
		return;
	details = loop_details(&loop, &error);
	if (t != NULL && t->items == NULL)
		turn_close(t, 0, &ignored);
	error_release(&ignored);
	if (t != NULL)
		json_set(details, "partial",
		    json_new_string(buf_str(&t->text), t->text.len));
	end_log(status, details);
	cJSON_Delete(details);
}

/* Ends a run in which nothing was sent yet. */
static void
must(int result)
{
	cJSON *details;

	if (result >= 0)
		return;
	details = result_error(&error);
	end_log(error_status(error.code, error.signal), details);
	cJSON_Delete(details);
	if (!args.text)
		tool_fail_with(&error);
	tell_error();
	tool_exit(error_status(error.code, error.signal));
}

static void
read_input(void)
{
	struct opening o = {.instruction = args.instruction,
	    .template = args.template,
	    .params = &args.params,
	    .words = &words,
	    .form = args.input,
	    .no_stdin = args.no_stdin || strv_has(&args.attachments, "-"),
	    .no_context = args.no_context};

	helpers = cJSON_CreateArray();
	must(opening_read(&o, &in, &error));
	tool_pass_failures(&in, false, false);
	must(opening_add(&o, &in, &conversation, helpers, &error));
	must(attach_add(&conversation, &args.attachments, &error));
}

static void
choose_helpers(void)
{
	struct strv notes = {0};

	must(offer_load(&all, args.functions, &notes, &error));
	must(offer_select(&offered, &all, &args.tools, helpers, approval.mode,
	    &notes, &error));
	for (size_t i = 0; i < notes.n; i++)
		tool_warn("%s", notes.v[i]);
	strv_release(&notes);
}

static const struct dialect *
choose_dialect(void)
{
	const struct dialect *d =
	    args.api ? dialect_by_name(args.api) : endpoint_dialect();

	if (d == NULL)
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "--api is responses, chat or functions, not '%s'",
		    args.api));
	return d;
}

static void
check_args(void)
{
	if (args.params.n > 0 && args.template == NULL)
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "-p sets a variable of a template; name that with -t"));
	if (args.max_turns == 0)
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "--max-turns is at least 1"));
	if (args.approve && approval_mode(args.approve, &approval.mode) < 0)
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "--approve is always, ask or never, not '%s'",
		    args.approve));
}

static const char *
choose_model(void)
{
	const char *model = args.model ? args.model : getenv("CODEX_MODEL");

	return model != NULL && *model != '\0' ? model : DEFAULT_MODEL;
}

/* A retry is told at once; the last failure by whoever ends the run. */
static void
on_failure(
    const struct error *e, const struct turn *t, double wait, long attempt)
{
	struct error ignored = {0}; /* the log fails again at the end */

	history_error(&history, e, wait, buf_str(&t->text), &ignored);
	error_release(&ignored);
	if (wait >= 0)
		tool_warn("%s, retry %ld in %.1f s", e->message, attempt, wait);
}

/* On a terminal, the model's words must not steer it. */
static void
on_text(void *ctx, const char *text, size_t len)
{
	struct buf safe = {0};

	(void)ctx;
	if (isatty(STDOUT_FILENO))
		visible(&safe, text, len, true);
	else
		buf_add(&safe, text, len);
	tool_write(safe.data, safe.len);
	buf_release(&safe);
}

static noreturn void
finish(void)
{
	bool success = error.code == ERROR_NONE && loop_succeeded(&loop);
	cJSON *details = loop_details(&loop, &error);
	int status = !success;

	if (error.code != ERROR_NONE)
		status = error_status(error.code, error.signal);
	end_log(status, details);
	if (session.healed > 0)
		tool_warn("the log's last line was torn: its %zu bytes are in "
			  "%s.torn",
		    session.healed, session.id);
	if (error.code != ERROR_NONE)
		tell_error();
	else if (loop.refusal.len > 0)
		tool_warn("the model refused: %s", buf_str(&loop.refusal));
	else if (!success)
		tool_warn("the model stopped short: %s", loop.finish);
	if (!args.text)
		tool_print(success, details);
	cJSON_Delete(details);
	interrupt_raise();
	tool_exit(status);
}

static void
run(void)
{
	loop = (struct loop){.client = &client,
	    .ask = ask,
	    .conversation = &conversation,
	    .history = &history,
	    .calls_options = {.manifest = &offered,
		.jobs = args.jobs > 0 ? args.jobs : 1,
		.tool_tokens = args.tool_tokens,
		.approve = approval_ask,
		.approve_ctx = &approval},
	    .budget = budget,
	    .repeats = {.max = args.max_repeats},
	    .fail_on_tool_error = args.fail_on_tool_error,
	    .on_text = args.text && !args.schema ? on_text : NULL};
	must(client_limit(&client, args.rpm, args.tpm, &error));
	client.on_failure = on_failure;
	client.retries = args.retries;
	client.connect = args.connect_timeout;
	client.idle = args.idle_timeout;
	client.deadline = hooks.deadline;
	loop.calls_options.session = history.session;
	loop.calls_options.hooks = &hooks;
	if (loop_run(&loop, &error) == 0 && args.schema &&
	    loop_succeeded(&loop))
		structured_check(&structured, &loop.text, &error);
	if (args.text && args.schema && loop.text.len > 0) {
		on_text(NULL, loop.text.data, loop.text.len);
		if (loop.text.data[loop.text.len - 1] != '\n')
			on_text(NULL, "\n", 1);
	}
}

static void
warn(const char *message)
{
	tool_warn("%s", message);
}

/* Hooks that were not trusted are told of, and do not run. */
static void
open_hooks(void)
{
	if (hooks_open(&hooks, &error) < 0) {
		tell_error();
		error_release(&error);
	}
	hooks.warn = warn;
	hooks.deadline = args.timeout > 0 ? clock_now() + args.timeout : 0;
	history.hooks = &hooks;
}

/* From here on, whatever happens is in the log. */
static void
open_log(void)
{
	interrupt_catch();
	signal(SIGPIPE, SIG_IGN); /* a write fails instead, and the log ends */
	open_hooks();
	must(history_create(&history, args.no_log ? NULL : &session, &error));
	on_exit(on_end, NULL);
}

static void
open_history(void)
{
	if (args.fork && (args.session || args.go_on))
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "--fork begins a session, --session and -c go on with one: "
		    "use one of them"));
	history_begin(&history);
	if (args.fork != NULL)
		must(history_fork(&history, args.fork, &conversation, &error));
	else
		must(history_open(&history, &session, args.session, args.go_on,
		    &conversation, &error));
}

static noreturn void
print_request(const struct dialect *d)
{
	cJSON *body = dialect_request(d, &ask);
	struct buf line = {0};

	json_print(&line, body);
	buf_addc(&line, '\n');
	tool_write(line.data, line.len);
	buf_release(&line);
	cJSON_Delete(body);
	tool_exit(0);
}

static void
make_ask(const struct dialect *d)
{
	if (args.schema != NULL)
		must(structured_load(&structured, args.schema, &error));
	ask = (struct ask){.conversation = &conversation,
	    .model = choose_model(),
	    .tools = offered.entries,
	    .schema = structured.form ? structured.form : structured.json,
	    .schema_name = structured.name,
	    .schema_strict = structured.form != NULL,
	    .options = dialect_options(&args.options, &error),
	    .effort = args.effort,
	    .choice = args.choice,
	    .one_call = args.no_parallel,
	    .stream = !args.no_stream};
	must(ask.options != NULL ? dialect_check(d, &ask, &error) : -1);
}

/* Without a price there is no cost to be told, nor one to be kept to. */
static void
make_budget(void)
{
	struct error ignored = {0};
	bool needed = args.prices != NULL || args.max_cost > 0;

	budget = (struct budget){.max_turns = args.max_turns,
	    .max_calls = args.max_calls,
	    .max_tokens = args.max_tokens_total,
	    .max_cost = args.max_cost,
	    .prices = &prices};
	if (prices_load(&prices, args.prices, needed ? &error : &ignored) < 0)
		must(needed ? -1 : 0);
	budget.price = prices_find(&prices, ask.model);
	if (args.max_cost > 0 && budget.price == NULL)
		must(error_set(&error, ERROR_INVALID_ARGUMENTS,
		    "no price is known for the model '%s', so --max-cost "
		    "cannot be kept; give one with --prices",
		    ask.model));
	error_release(&ignored);
}

int
main(int argc, char *argv[])
{
	const struct dialect *d;

	tool_start("codex-call");
	options_parse(specs, "[OPTIONS] [PROMPT...]",
	    "Asks a model, runs the helpers that it calls for, and prints its "
	    "answer. With a prompt, standard input is material for it; without "
	    "one it is the prompt, or result lines with messages.",
	    false, argc, argv, &words);
	args.text = !args.json && (args.text || isatty(STDOUT_FILENO));
	check_args();
	d = choose_dialect();
	must(root_set(args.root, &error));
	conversation_init(&conversation);
	open_history();
	read_input();
	choose_helpers();
	make_ask(d);
	make_budget();
	if (args.dry_run)
		print_request(d);
	open_log();
	must(client_init(&client, d, ask.model, &error));
	client.cacert = args.cacert;
	run();
	finish();
}
