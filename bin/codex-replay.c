/* codex-replay: runs a command against a cassette's API, or records one */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/cassette_check.h"
#include "exchange/recorder.h"
#include "exchange/replayer.h"
#include "exchange/server.h"
#include "system/wrapper.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct args {
	bool record, in_order, strict, foreground, check;
	long port;
	char *cacert;
	struct strv operands;
};

static void
read_args(struct args *a, int argc, char **argv)
{
	const struct option_spec specs[] = {
	    {"record", 0, OPTION_FLAG, &a->record, NULL,
		"pass requests on to OPENAI_BASE_URL and make the cassette"},
	    {"cacert", 0, OPTION_STRING, &a->cacert, "FILE",
		"--record: trust the certificates in this file, and no others"},
	    {"in-order", 0, OPTION_FLAG, &a->in_order, NULL,
		"play exchanges one after the other, whatever is asked"},
	    {"strict", 0, OPTION_FLAG, &a->strict, NULL,
		"each exchange answers once, and what did not is a miss"},
	    {"check", 0, OPTION_FLAG, &a->check, NULL,
		"only check the cassette's lines, and print the findings"},
	    {"port", 0, OPTION_LONG, &a->port, "N",
		"serve on this port of 127.0.0.1 (default: a free one)"},
	    {"foreground", 0, OPTION_FLAG, &a->foreground, NULL,
		"only serve, until a signal comes; takes no command"},
	    {0},
	};

	options_parse(specs, "[options] CASSETTE [--] COMMAND [ARGUMENT...]",
	    "Runs COMMAND against the API that CASSETTE holds.", true, argc,
	    argv, &a->operands);
	if (a->operands.n == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no cassette; codex-replay --help shows the usage");
	if (a->cacert != NULL && !a->record)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--cacert goes with --record; a cassette needs none");
	if (a->port > 65535)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--port takes a port up to 65535, not %ld", a->port);
}

/* The command behind the cassette, or NULL with --foreground. */
static char **
command_of(const struct args *a)
{
	char **argv = a->operands.v + 1;

	if (*argv != NULL && strcmp(*argv, "--") == 0)
		argv++;
	else if (*argv != NULL && **argv == '-')
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'%s' comes behind the cassette; options go before it",
		    *argv);
	if (*argv != NULL && a->check)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--check takes no command, but '%s' was given", *argv);
	if (*argv == NULL && !a->foreground && !a->check)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no command to run; --foreground only serves");
	if (*argv != NULL && a->foreground)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--foreground takes no command, but '%s' was given", *argv);
	return a->foreground ? NULL : argv;
}

/* Our environment, but that the API, OpenAI's or Azure's, is at our port. */
static void
make_env(struct strv *env, int port)
{
	static const char *const ours[] = {
	    "OPENAI_BASE_URL=", "OPENAI_API_KEY=", "AZURE_OPENAI_ENDPOINT=",
	    "AZURE_OPENAI_API_KEY=", "AZURE_OPENAI_AD_TOKEN=", "NO_PROXY=",
	    "no_proxy="};
	const size_t n = sizeof(ours) / sizeof(ours[0]);

	for (char **p = environ; *p != NULL; p++) {
		size_t i = 0;

		while (i < n && strncmp(*p, ours[i], strlen(ours[i])) != 0)
			i++;
		if (i == n)
			strv_add(env, *p);
	}
	strv_addf(env, "OPENAI_BASE_URL=http://127.0.0.1:%d/v1", port);
	strv_addf(env, "AZURE_OPENAI_ENDPOINT=http://127.0.0.1:%d", port);
	strv_addl(env, "OPENAI_API_KEY=replay-needs-no-key",
	    "AZURE_OPENAI_API_KEY=replay-needs-no-key",
	    "NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost",
	    NULL);
}

/* Runs the command while the server answers; its status. */
static int
run(char **command, struct server *s, int *stopped)
{
	struct error e = {0};
	struct strv env = {0};
	long pid = 0;

	wrapper_hold_signals();
	if (server_start(s, &e) == -1)
		tool_fail_with(&e);
	make_env(&env, s->port);
	if (command == NULL)
		tool_warn("serving at http://127.0.0.1:%d/v1", s->port);
	else
		pid = wrapper_start(command, env.v, &e);
	strv_release(&env);
	if (pid == -1)
		tool_fail_with(&e);
	return wrapper_wait(pid, stopped);
}

/* What the run should have asked for; how many entries. */
static long
tell_unplayed(const struct cassette *c)
{
	const struct cassette_entry *n;
	size_t at = 0;
	long count = 0;

	while ((n = cassette_unplayed(c, &at)) != NULL) {
		tool_warn(
		    "the %s in line %zu was asked for %ld time%s, not %ld",
		    n->rule ? "scripted rule" : "exchange", n->line, n->used,
		    plural(n->used),
		    n->rule ? json_long(n->json, "times", 0) : 1);
		count++;
	}
	return count;
}

static int
replay(const struct args *a, char **command, int *stopped)
{
	struct replayer r = {.lock = PTHREAD_MUTEX_INITIALIZER,
	    .cassette = {.in_order = a->in_order, .strict = a->strict}};
	struct server s = {
	    .answer = replayer_answer, .self = &r, .port = (int)a->port};
	struct error e = {0};
	int status;

	if (cassette_load(&r.cassette, a->operands.v[0], &e) == -1)
		tool_fail_with(&e);
	status = run(command, &s, stopped);
	server_stop(&s);
	if (a->strict)
		r.misses += tell_unplayed(&r.cassette);
	cassette_release(&r.cassette);
	return r.misses > 0 ? error_status(ERROR_REPLAY_MISS, 0) : status;
}

static int
record(const struct args *a, char **command, int *stopped)
{
	struct recorder r = {
	    .lock = PTHREAD_MUTEX_INITIALIZER, .cacert = a->cacert};
	struct server s = {
	    .answer = recorder_answer, .self = &r, .port = (int)a->port};
	struct error e = {0};
	int status;

	if (recorder_open(&r, a->operands.v[0], &e) == -1)
		tool_fail_with(&e);
	status = run(command, &s, stopped);
	recorder_hurry(&r, *stopped ? 100 : 2000);
	server_stop(&s);
	if (recorder_close(&r) == -1 && status == 0)
		status = error_status(ERROR_INTERNAL, 0);
	return status;
}

static noreturn void
check(const char *path)
{
	struct error e = {0};
	cJSON *details = cassette_check(path, &e);

	if (details == NULL)
		tool_fail_with(&e);
	tool_answer(json_long(details, "errors", 0) == 0, details);
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	int status, stopped;
	char **command;

	tool_start("codex-replay");
	read_args(&a, argc, argv);
	command = command_of(&a);
	if (a.check)
		check(a.operands.v[0]);
	status = a.record ? record(&a, command, &stopped)
			  : replay(&a, command, &stopped);
	strv_release(&a.operands);
	if (stopped != 0)
		wrapper_raise(stopped);
	tool_exit(status);
}
