/* codex-run: run helpers, by name or as function calls on standard input */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/arguments.h"
#include "contract/manifest.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/calls.h"
#include "record/hooks.h"
#include "record/session.h"
#include "record/trust.h"
#include "system/environ.h"
#include "system/root.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE "[options] [NAME [flags of the helper]]"
#define ABOUT                                                                  \
	"Runs one helper, with the flags that codex-run NAME --help lists. "   \
	"Without a NAME it reads function calls, one JSON object a line, and " \
	"answers each with one result line, in their order."

static struct {
	const char *root, *api, *functions;
	bool list, manifest, trust, print, log;
	long jobs, tool_tokens;
} options = {.api = "responses", .log = true, .jobs = 1, .tool_tokens = 8000};

static const struct option_spec specs[] = {
    {"list", 0, OPTION_FLAG, &options.list, NULL,
	"the helpers, what each does and what it may do"},
    {"manifest", 0, OPTION_FLAG, &options.manifest, NULL,
	"the catalogue as the API takes it, a JSON array"},
    {"api", 0, OPTION_STRING, &options.api, "NAME",
	"with --manifest: responses (the default), chat or functions"},
    {"functions", 0, OPTION_STRING, &options.functions, "FILE",
	"another manifest than ours"},
    {"jobs", 'j', OPTION_LONG, &options.jobs, "N",
	"function calls run at once (1)"},
    {"tool-tokens", 0, OPTION_LONG, &options.tool_tokens, "N",
	"max_tokens of a function call that sets none (8000); 0 is no limit"},
    {"trust", 0, OPTION_FLAG, &options.trust, NULL,
	"show what the project's .codex folder would run, and trust it as it "
	"is now"},
    {"print", 0, OPTION_FLAG, &options.print, NULL,
	"with --trust: only print its hash, for CODEX_TRUST"},
    {"root", 0, OPTION_STRING, &options.root, "DIR", "the project's root"},
    {"log", 0, OPTION_FLAG, &options.log, NULL,
	"write no log although CODEX_SESSION is set"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

/* The session to log to, or NULL. */
static struct session *
open_log(void)
{
	static struct session session;
	const char *id = getenv("CODEX_SESSION");
	struct error e = {0};

	if (!options.log || id == NULL || *id == '\0')
		return NULL;
	if (session_open(&session, id, &e) < 0)
		tool_fail_with(&e);
	return &session;
}

/* Ours and the project's, or what --functions names instead. */
static void
load(struct manifest *m)
{
	struct error e = {0};

	if (manifest_load(m, options.functions, &e) < 0)
		tool_fail_with(&e);
}

static void
add_project(struct manifest *m)
{
	struct error e = {0};

	if (options.functions == NULL && manifest_add_project(m, &e) < 0)
		tool_fail_with(&e);
}

/* The description's first sentence. */
static cJSON *
first_sentence(const cJSON *entry)
{
	const char *text = json_string(entry, "description");
	const char *end = strstr(text, ". ");

	return json_new_string(
	    text, end ? (size_t)(end + 1 - text) : strlen(text));
}

static noreturn void
list(const struct manifest *m)
{
	cJSON *details = cJSON_CreateObject(), *item;
	cJSON *helpers = cJSON_AddArrayToObject(details, "helpers");
	const cJSON *entry, *grants;

	cJSON_ArrayForEach(entry, m->entries) {
		item = cJSON_CreateObject();
		grants = json_get(entry, "x-grants");
		cJSON_AddStringToObject(
		    item, "name", json_string(entry, "name"));
		cJSON_AddItemToObject(
		    item, "description", first_sentence(entry));
		cJSON_AddItemToObject(item, "grants",
		    grants ? json_copy(grants) : cJSON_CreateNull());
		cJSON_AddItemToArray(helpers, item);
	}
	tool_answer(true, details);
}

static noreturn void
print_manifest(const struct manifest *m)
{
	static const char *const names[] = {
	    [API_RESPONSES] = "responses",
	    [API_CHAT] = "chat",
	    [API_FUNCTIONS] = "functions",
	};
	cJSON *array = cJSON_CreateArray();
	struct buf out = {0};
	const cJSON *entry;
	int api = 0;

	while (api < 3 && strcmp(names[api], options.api) != 0)
		api++;
	if (api == 3)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no API '%s'; it is responses, chat or functions",
		    options.api);
	cJSON_ArrayForEach(entry, m->entries)
		cJSON_AddItemToArray(
		    array, manifest_for_api(entry, (enum manifest_api)api));
	json_print(&out, array);
	buf_addc(&out, '\n');
	tool_write(out.data, out.len);
	cJSON_Delete(array);
	buf_release(&out);
	tool_exit(0);
}

/* contract 11: the user's word for exactly this content. */
static noreturn void
trust(void)
{
	struct trust t = {0};
	struct error e = {0};
	cJSON *details = cJSON_CreateObject();
	char *line;

	if (root_set(NULL, &e) < 0 || trust_read(&t, &e) < 0)
		tool_fail_with(&e);
	if (t.items->child == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "nothing to trust: the project's .codex folder has no "
		    "helpers, hooks or test command");
	if (options.print) {
		line = xasprintf("%s\n", t.hash);
		tool_write(line, strlen(line));
		free(line);
		trust_release(&t);
		cJSON_Delete(details);
		tool_exit(0);
	}
	if (trust_record(&t, &e) < 0)
		tool_fail_with(&e);
	cJSON_AddStringToObject(details, "root", root_path());
	cJSON_AddStringToObject(details, "hash", t.hash);
	cJSON_AddItemToObject(details, "trusted", t.items);
	tool_answer(true, details);
}

static noreturn void
unknown(const struct manifest *m, const char *name)
{
	const char *near = manifest_nearest(m, name);

	if (near != NULL)
		tool_fail(ERROR_NOT_FOUND, "no helper '%s'; did you mean '%s'?",
		    name, near);
	tool_fail(ERROR_NOT_FOUND,
	    "no helper '%s'; codex-run --list shows them", name);
}

/* What a helper of ours does itself: a word for people, and where from. */
static void
finish_foreign(struct call *c)
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

/* The project's hooks, or NULL where none runs beside helpers. */
static const struct hooks *
open_hooks(void)
{
	static struct hooks hooks;

	hooks_open(&hooks);
	return hooks.there[HOOK_BEFORE_HELPER] || hooks.there[HOOK_AFTER_HELPER]
		   ? &hooks
		   : NULL;
}

/* Runs the calls, prints their answers in order, exits with the first no. */
static noreturn void
run(struct call *calls, size_t n, struct calls_options *o, bool foreign)
{
	struct error e = {0};
	struct buf out = {0};
	int status = 0;

	if (calls_run(calls, n, o, &e) < 0)
		tool_fail_with(&e);
	for (size_t i = 0; i < n; i++) {
		if (foreign)
			finish_foreign(&calls[i]);
		buf_truncate(&out, 0);
		buf_addf(&out, "%s\n", calls[i].result);
		tool_write(out.data, out.len);
		status = status ? status : calls[i].status;
		call_release(&calls[i]);
	}
	buf_release(&out);
	free(calls);
	if (o->session != NULL)
		session_release(o->session);
	tool_exit(status);
}

/*
 * Without a session and hooks, and for --help: the helper takes our place,
 * and looks for the root itself.
 */
static noreturn void
become(
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

static bool
asks_about_itself(char **argv)
{
	for (char **a = argv + 1; *a && strcmp(*a, "--") != 0; a++)
		if (strcmp(*a, "--help") == 0 || strcmp(*a, "--schema") == 0 ||
		    strcmp(*a, "--version") == 0)
			return true;
	return false;
}

/*
 * Reads what the helper would read of standard input, so that the log has
 * the arguments that came with it; the helper says what is wrong with them.
 */
static char *
take_input(const cJSON *entry, struct input *in, const cJSON *given)
{
	struct error e = {0};
	cJSON *args = given ? json_copy(given) : cJSON_CreateObject();
	cJSON *joined = NULL;
	char *text;

	if (input_read(in, "arguments or result lines", &e) < 0)
		tool_fail_with(&e);
	input_classify(in);
	if ((in->kind == INPUT_ARGUMENTS || in->kind == INPUT_RESULTS) &&
	    arguments_person_paths(args, NULL) == 0)
		joined = arguments_join(entry, json_copy(args), in, NULL);
	text = json_text(joined ? joined : args);
	cJSON_Delete(joined);
	cJSON_Delete(args);
	return text;
}

/*
 * A helper of ours within a session: its words and its input go on as they
 * came (it says what is wrong with them), and the log is written.
 */
static noreturn void
run_ours(struct manifest *m, const cJSON *entry, int argc, char **argv,
    const struct hooks *hooks)
{
	struct calls_options o = {.manifest = m, .jobs = 1, .hooks = hooks};
	struct arguments_flags flags = {0};
	struct call *call = xcalloc(1, sizeof(*call));
	static struct input in;
	cJSON *given = arguments_from_argv(entry, argc, argv, &flags, NULL);
	bool alone = flags.no_stdin || getenv("CODEX_NO_STDIN") != NULL ||
		     (given && !arguments_want_input(entry, given));

	o.session = open_log();
	call->name = xstrdup(argv[0]);
	call->argv = argv + 1;
	call->input = &in.text;
	call->arguments = alone && given ? json_text(given)
			  : alone        ? xstrdup("")
					 : take_input(entry, &in, given);
	cJSON_Delete(given);
	run(call, 1, &o, false);
}

/* A project's own helper: its arguments are made and checked here. */
static noreturn void
run_foreign(struct manifest *m, const cJSON *entry, int argc, char **argv)
{
	struct calls_options o = {.manifest = m, .jobs = 1};
	struct call *call = xcalloc(1, sizeof(*call));
	char *text = json_text(entry);

	call->name = xstrdup(argv[0]);
	call->arguments = json_text(tool_join(text, argc, argv));
	free(text);
	o.session = open_log();
	o.hooks = open_hooks();
	run(call, 1, &o, true);
}

/* The root that the helper's own words name, or the usual one. */
static int
set_root(const cJSON *entry, int argc, char **argv, struct error *e)
{
	struct arguments_flags flags = {0};

	cJSON_Delete(arguments_from_argv(entry, argc, argv, &flags, NULL));
	return root_set(flags.root, e);
}

static noreturn void
run_named(struct manifest *m, int argc, char **argv)
{
	const char *session = getenv("CODEX_SESSION");
	const cJSON *entry = manifest_find(m, argv[0]);
	const struct hooks *hooks = NULL;
	struct strv env = {0};
	struct error e = {0};
	bool logs = options.log && session != NULL && *session != '\0';

	environ_without_secrets(&env); /* before there is a root */
	if (entry == NULL) {
		if (root_set(NULL, &e) < 0)
			tool_fail_with(&e);
		add_project(m);
		entry = manifest_find(m, argv[0]);
	}
	if (entry == NULL)
		unknown(m, argv[0]);
	if (json_get(entry, "x-command") != NULL)
		run_foreign(m, entry, argc, argv);
	if (asks_about_itself(argv))
		become(m, entry, argv, &env);
	if (set_root(entry, argc, argv, &e) == 0)
		hooks = open_hooks();
	else if (logs)
		tool_fail_with(&e);
	if (!logs && hooks == NULL)
		become(m, entry, argv, &env);
	strv_release(&env);
	run_ours(m, entry, argc, argv, hooks);
}

/* One line of standard input as a call; what it is not, is answered. */
static void
read_call(struct call *c, const char *line, size_t len)
{
	struct error e = {0};
	cJSON *json = json_parse(line, len, &e), *details;
	struct buf text = {0};

	if (json != NULL && call_from_json(c, json, &e) == 0) {
		cJSON_Delete(json);
		return;
	}
	cJSON_Delete(json);
	details = result_error(&e);
	result_line(&text, false, details);
	buf_truncate(&text, text.len - 1);
	c->status = error_status(e.code, 0);
	c->result = buf_detach(&text);
	cJSON_Delete(details);
	error_release(&e);
}

static noreturn void
run_calls(struct manifest *m)
{
	struct calls_options o = {
	    .manifest = m,
	    .jobs = options.jobs > 0 ? options.jobs : 1,
	    .tool_tokens = options.tool_tokens,
	};
	struct call *calls = NULL;
	struct input in = {0};
	struct error e = {0};
	const char *p, *end, *newline;
	size_t n = 0, len;

	if (input_read(&in, NULL, &e) < 0)
		tool_fail_with(&e);
	p = buf_str(&in.text);
	for (end = p + in.text.len; p < end; p += len + 1) {
		newline = memchr(p, '\n', (size_t)(end - p));
		len = (size_t)((newline ? newline : end) - p);
		if (strspn(p, " \t\r") >= len)
			continue;
		calls = xreallocarray(calls, n + 1, sizeof(*calls));
		calls[n] = (struct call){0};
		read_call(&calls[n++], p, len);
	}
	input_release(&in);
	if (n == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no function calls on standard input; codex-run NAME runs "
		    "one helper, codex-run --list shows them");
	o.session = open_log();
	o.hooks = open_hooks();
	run(calls, n, &o, false);
}

int
main(int argc, char *argv[])
{
	struct manifest m = {0};
	struct strv words = {0};
	struct error e = {0};

	tool_start("codex-run");
	options_parse(specs, USAGE, ABOUT, true, argc, argv, &words);
	if (options.root != NULL)
		setenv("CODEX_ROOT", options.root, 1);
	setenv("CODEX_RUN", "1", 1);
	if (options.trust)
		trust();
	load(&m);
	if (words.n > 0)
		run_named(&m, (int)words.n, words.v);
	if (root_set(NULL, &e) == 0)
		add_project(&m);
	else if (!options.list && !options.manifest)
		tool_fail_with(&e);
	error_release(&e);
	if (options.list)
		list(&m);
	if (options.manifest)
		print_manifest(&m);
	run_calls(&m);
}
