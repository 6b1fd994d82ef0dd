/* codex-replay: runs a command against the API that a cassette holds */
#include "base/alloc.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "exchange/replayer.h"
#include "exchange/server.h"
#include "system/wrapper.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct args {
	bool in_order, foreground;
	long port;
	struct strv operands;
};

static void
read_args(struct args *a, int argc, char **argv)
{
	const struct option_spec specs[] = {
	    {"in-order", 0, OPTION_FLAG, &a->in_order, NULL,
		"play exchanges one after the other, whatever is asked"},
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
	if (*argv == NULL && !a->foreground)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no command to run; --foreground only serves");
	if (*argv != NULL && a->foreground)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--foreground takes no command, but '%s' was given", *argv);
	return a->foreground ? NULL : argv;
}

/* Our environment, but that the API is at our port. */
static void
make_env(struct strv *env, int port)
{
	static const char *const ours[] = {
	    "OPENAI_BASE_URL=", "OPENAI_API_KEY=", "NO_PROXY=", "no_proxy="};

	for (char **p = environ; *p != NULL; p++) {
		size_t i = 0;

		while (i < 4 && strncmp(*p, ours[i], strlen(ours[i])) != 0)
			i++;
		if (i == 4)
			strv_add(env, *p);
	}
	strv_addf(env, "OPENAI_BASE_URL=http://127.0.0.1:%d/v1", port);
	strv_addl(env, "OPENAI_API_KEY=replay-needs-no-key",
	    "NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost",
	    NULL);
}

/* Runs the command while the server answers; its status. */
static int
run(char **command, const struct server *s, int *stopped)
{
	struct error e = {0};
	struct strv env = {0};
	long pid = 0;

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

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct replayer r = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct server s = {.answer = replayer_answer, .self = &r};
	struct error e = {0};
	int status, stopped;
	char **command;

	tool_start("codex-replay");
	read_args(&a, argc, argv);
	command = command_of(&a);
	r.cassette.in_order = a.in_order;
	if (cassette_load(&r.cassette, a.operands.v[0], &e) == -1)
		tool_fail_with(&e);
	wrapper_hold_signals();
	s.port = (int)a.port;
	if (server_start(&s, &e) == -1)
		tool_fail_with(&e);
	status = run(command, &s, &stopped);
	server_stop(&s);
	cassette_release(&r.cassette);
	strv_release(&a.operands);
	if (stopped != 0)
		wrapper_raise(stopped);
	if (r.misses > 0)
		status = error_status(ERROR_REPLAY_MISS, 0);
	tool_exit(status);
}
