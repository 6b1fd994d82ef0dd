/* codex-run: run helpers, by name or as function calls on standard input */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/catalogue.h"
#include "contract/manifest.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/byhand.h"
#include "exchange/calls.h"
#include "exchange/incoming.h"
#include "record/hooks.h"
#include "record/session.h"
#include "record/trust.h"
#include "system/environ.h"
#include "system/root.h"
#include <stdlib.h>

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

static struct error error;

static noreturn void
print_manifest(const struct manifest *m)
{
	cJSON *array = catalogue_for_api(m, options.api, &error);
	char *line;

	if (array == NULL)
		tool_fail_with(&error);
	line = json_text(array);
	tool_line(line);
	free(line);
	cJSON_Delete(array);
	tool_exit(0);
}

/* contract 11: the user's word for exactly this content. */
static noreturn void
trust(void)
{
	struct trust t = {0};
	cJSON *details;

	tool_must(root_set(NULL, &error), &error);
	tool_must(trust_read(&t, &error), &error);
	if (t.items->child == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "nothing to trust: the project's .codex folder has no "
		    "helpers, hooks or test command");
	if (options.print) {
		tool_line(t.hash);
		trust_release(&t);
		tool_exit(0);
	}
	tool_must(trust_record(&t, &error), &error);
	details = cJSON_CreateObject();
	cJSON_AddStringToObject(details, "root", root_path());
	cJSON_AddStringToObject(details, "hash", t.hash);
	cJSON_AddItemToObject(details, "trusted", t.items);
	tool_answer(true, details);
}

/* Whether there is a session to log to. */
static bool
logs(void)
{
	return options.log && session_named() != NULL;
}

/* That session, or NULL. */
static struct session *
open_log(void)
{
	static struct session session;

	if (!logs())
		return NULL;
	tool_must(session_open(&session, session_named(), &error), &error);
	return &session;
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

/* Prints the answers in their order; the first no is our status. */
static int
answer(struct call *calls, size_t n, const struct calls_options *o)
{
	int status = 0;

	for (size_t i = 0; i < n; i++) {
		tool_line(calls[i].result);
		status = status ? status : calls[i].status;
		call_release(&calls[i]);
	}
	if (o->session != NULL)
		session_release(o->session);
	return status;
}

static noreturn void
run_ours(struct manifest *m, const cJSON *entry, int argc, char **argv,
    const struct hooks *hooks)
{
	struct calls_options o = {.manifest = m, .jobs = 1, .hooks = hooks};
	struct call call;

	o.session = open_log();
	byhand_ours(&call, entry, argc, argv);
	tool_must(calls_run(&call, 1, &o, &error), &error);
	tool_exit(answer(&call, 1, &o));
}

static noreturn void
run_foreign(struct manifest *m, const cJSON *entry, int argc, char **argv)
{
	struct calls_options o = {.manifest = m, .jobs = 1};
	struct call call;

	byhand_foreign(&call, entry, argc, argv);
	o.session = open_log();
	o.hooks = open_hooks();
	tool_must(calls_run(&call, 1, &o, &error), &error);
	byhand_finish(&call);
	tool_exit(answer(&call, 1, &o));
}

static void
add_project(struct manifest *m)
{
	if (options.functions == NULL)
		tool_must(manifest_add_project(m, &error), &error);
}

/* The entry of that name, ours or the project's. */
static const cJSON *
find(struct manifest *m, const char *name)
{
	const cJSON *entry = manifest_find(m, name);
	const char *near;

	if (entry != NULL)
		return entry;
	tool_must(root_set(NULL, &error), &error);
	add_project(m);
	entry = manifest_find(m, name);
	if (entry != NULL)
		return entry;
	near = manifest_nearest(m, name);
	if (near != NULL)
		tool_fail(ERROR_NOT_FOUND, "no helper '%s'; did you mean '%s'?",
		    name, near);
	tool_fail(ERROR_NOT_FOUND,
	    "no helper '%s'; codex-run --list shows them", name);
}

/*
 * Runs one helper. Without a session and hooks, and for --help, it takes our
 * place, and looks for the root itself.
 */
static noreturn void
run_named(struct manifest *m, int argc, char **argv)
{
	const struct hooks *hooks = NULL;
	struct strv env = {0};
	const cJSON *entry;

	environ_without_secrets(&env); /* before there is a root */
	entry = find(m, argv[0]);
	if (json_get(entry, "x-command") != NULL)
		run_foreign(m, entry, argc, argv);
	if (byhand_asks(argv))
		byhand_become(m, entry, argv, &env);
	if (byhand_set_root(entry, argc, argv, &error) == 0)
		hooks = open_hooks();
	else if (logs())
		tool_fail_with(&error);
	if (!logs() && hooks == NULL)
		byhand_become(m, entry, argv, &env);
	strv_release(&env);
	run_ours(m, entry, argc, argv, hooks);
}

/* Runs the function calls on standard input. */
static noreturn void
run_calls(struct manifest *m)
{
	struct calls_options o = {
	    .manifest = m,
	    .jobs = options.jobs > 0 ? options.jobs : 1,
	    .tool_tokens = options.tool_tokens,
	};
	size_t n;
	int status;
	struct call *calls = incoming_read(&n, &error);

	if (calls == NULL)
		tool_fail_with(&error);
	o.session = open_log();
	o.hooks = open_hooks();
	tool_must(calls_run(calls, n, &o, &error), &error);
	status = answer(calls, n, &o);
	free(calls);
	tool_exit(status);
}

int
main(int argc, char *argv[])
{
	struct manifest m = {0};
	struct strv words = {0};

	tool_start("codex-run");
	options_parse(specs, USAGE, ABOUT, true, argc, argv, &words);
	if (options.root != NULL)
		setenv("CODEX_ROOT", options.root, 1);
	setenv("CODEX_RUN", "1", 1);
	if (options.trust)
		trust();
	tool_must(manifest_load(&m, options.functions, &error), &error);
	if (words.n > 0)
		run_named(&m, (int)words.n, words.v);
	if (root_set(NULL, &error) == 0)
		add_project(&m);
	else if (!options.list && !options.manifest)
		tool_fail_with(&error);
	error_release(&error);
	if (options.list)
		tool_answer(true, catalogue_list(&m));
	if (options.manifest)
		print_manifest(&m);
	run_calls(&m);
}
