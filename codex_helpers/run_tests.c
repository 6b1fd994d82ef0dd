/* run_tests: run the project's tests and say what passed and what failed. */
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "record/settings.h"
#include "record/test_command.h"
#include "record/test_reports.h"
#include "run_tests.args.h"
#include "system/confine.h"
#include "system/environ.h"
#include "system/process.h"
#include "system/root.h"
#include "text/testlog.h"
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_OUTPUT ((size_t)16 << 20)
/* the roots whose tests are running above us, one a line */
#define MARK "CODEX_TESTS_RUNNING"

static const char *const allowed[] = {"PATH", "HOME", "LANG", "LC_ALL",
    "LC_CTYPE", "TZ", "TERM", "USER", "LOGNAME", "SHELL", "TMPDIR", "CI", "CC",
    "CXX", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "PKG_CONFIG_PATH",
    "JAVA_HOME", "M2_HOME", "VIRTUAL_ENV", "PYENV_ROOT", "CARGO_HOME",
    "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "GOPATH", "GOROOT", "GOCACHE", "NVM_DIR",
    "XDG_CACHE_HOME", "CCACHE_DIR", "SOURCE_DATE_EPOCH", NULL};

/* A suite that runs our own run_tests on its own root would never end. */
static void
refuse_nested(struct strv *env)
{
	const char *running = getenv(MARK);
	char *ours = xasprintf("%s\n", root_path());

	if (running != NULL && strstr(running, ours) != NULL)
		tool_fail(ERROR_POLICY_DENIED,
		    "the tests of this root are already running, and they "
		    "called run_tests; give the inner call another --root");
	strv_addf(env, "%s=%s%s", MARK, running ? running : "", ours);
	free(ours);
}

static void
run(struct process *p, const struct args *a, const struct strv *argv,
    struct confine *c)
{
	struct strv env = {0}, names = {0};
	struct process_options o = {.argv = argv->v,
	    .dir = root_path(),
	    .timeout = a->timeout,
	    .max_output = MAX_OUTPUT,
	    .merge = true,
	    .head_and_tail = true};
	struct error e = {0};
	const char *package = test_command_package(argv->v[0]);

	environ_allow(&env, allowed);
	strv_addl(&env, "NO_COLOR=1", NULL);
	refuse_nested(&env);
	if (settings_apply(c, &names, &e) < 0 || confine_prepare(c, &e) < 0) {
		confine_release(c);
		tool_fail_with(&e);
	}
	if (names.n > 0)
		environ_allow(&env, (const char *const *)names.v);
	confine_environment(c, &env);
	o.confine = c->mode == CONFINE_NOT ? NULL : c;
	o.env = env.v;
	if (process_run(p, &o, &e) < 0) {
		confine_release(c);
		if (e.code == ERROR_NOT_AVAILABLE && package != NULL)
			error_hint(&e, "install the package %s", package);
		tool_fail_with(&e);
	}
	strv_release(&names);
	strv_release(&env);
}

/* Normalised, when there is such a file under the root. */
static char *
existing(const char *path)
{
	char *normal = root_normalise(path, NULL);
	int fd = normal ? root_open(normal, O_PATH, NULL) : -1;

	if (fd < 0) {
		free(normal);
		return NULL;
	}
	close(fd);
	return normal;
}

static bool
is_go(const char *path)
{
	const char *dot = strrchr(path, '.');

	return *path != '/' && dot != NULL && strcmp(dot, ".go") == 0;
}

/*
 * A place is a path under the root, so that read_file can follow; any other
 * that a runner names becomes part of the message. Go's are below their
 * package, whose module is somewhere in the root.
 */
static char *
path_in_root(const char *path)
{
	size_t n = strlen(root_path());
	char *found;

	if (strncmp(path, root_path(), n) == 0 && path[n] == '/')
		path += n + 1;
	found = existing(path);
	while (found == NULL && is_go(path) && strchr(path, '/') != NULL) {
		path = strchr(path, '/') + 1;
		found = existing(path);
	}
	return found;
}

static void
add_string(cJSON *object, const char *name, const char *text)
{
	cJSON_AddItemToObject(
	    object, name, json_new_string(text, strlen(text)));
}

static cJSON *
failure_json(const struct test_failure *f)
{
	cJSON *item = cJSON_CreateObject();
	char *path = f->path ? path_in_root(f->path) : NULL, *message;

	add_string(item, "name", f->name);
	if (path != NULL)
		add_string(item, "path", path);
	if (path != NULL && f->line > 0)
		json_add_long(item, "line", f->line);
	message = f->path && !path ? xasprintf("%s:%ld: %s", f->path, f->line,
					 f->message ? f->message : "")
				   : xstrdup(f->message ? f->message : "");
	add_string(item, "message", message);
	free(message);
	free(path);
	return item;
}

static cJSON *
failures_json(const struct testlog *t, size_t n)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < n; i++)
		cJSON_AddItemToArray(list, failure_json(&t->failures[i]));
	return list;
}

static char *
summary(const char *command, const struct process *p, const struct testlog *t,
    double timeout)
{
	const struct test_tally *n = &t->total;

	if (p->timed_out)
		return xasprintf("%s was stopped after %g s: %ld passed, %ld "
				 "failed until then",
		    command, timeout, n->passed, n->failed);
	if (!n->seen)
		return xasprintf("%s ended with status %d and reported no "
				 "tests",
		    command, p->status);
	if (n->failed == 0 && p->status != 0)
		return xasprintf("%s ended with status %d although %ld passed "
				 "and none failed",
		    command, p->status, n->passed);
	return xasprintf("%s: %ld passed, %ld failed, %ld skipped", command,
	    n->passed, n->failed, n->skipped);
}

static cJSON *
make_details(const struct args *a, const struct strv *argv,
    const struct process *p, const struct testlog *t, const struct confine *c)
{
	cJSON *details = cJSON_CreateObject();
	struct buf command = {0};
	char *text;

	for (size_t i = 0; i < argv->n; i++)
		buf_addf(&command, "%s%s", i ? " " : "", argv->v[i]);
	text = summary(buf_str(&command), p, t, a->timeout);
	add_string(details, "command", buf_str(&command));
	add_string(details, "summary", text);
	json_add_long(details, "status", p->status);
	if (p->timed_out)
		cJSON_AddTrueToObject(details, "timed_out");
	json_add_long(details, "passed", t->total.passed);
	json_add_long(details, "failed", t->total.failed);
	json_add_long(details, "skipped", t->total.skipped);
	cJSON_AddItemToObject(details, "failures", failures_json(t, t->n));
	cJSON_AddNumberToObject(
	    details, "seconds", round(p->seconds * 100) / 100);
	cJSON_AddStringToObject(details, "sandbox", confine_mode_name(c));
	cJSON_AddStringToObject(details, "network", confine_network_name(c));
	free(text);
	buf_release(&command);
	return details;
}

/* What no test may change, told before all else. */
static void
add_changed(cJSON *details, const struct strv *changed)
{
	const char *was = json_string(details, "summary");
	cJSON *list;
	char *text;

	if (changed->n == 0)
		return;
	text = xasprintf("%s; the tests changed %s, which is reserved and was "
			 "put back",
	    was, changed->v[0]);
	json_set(details, "summary", json_new_string(text, strlen(text)));
	free(text);
	list = cJSON_AddArrayToObject(details, "restored");
	for (size_t i = 0; i < changed->n; i++)
		cJSON_AddItemToArray(list,
		    json_new_string(changed->v[i], strlen(changed->v[i])));
}

/*
 * What tests say when the sandbox, and not the code, is why they fail: nobody
 * is to mend the code for that.
 */
static void
add_hint(cJSON *details, const struct process *p, const struct confine *c)
{
	static const char *const signs[] = {"etwork is unreachable",
	    "ENETUNREACH", "name resolution", "EAI_AGAIN", "not resolve host",
	    "no such host", "ead-only file system", "EROFS",
	    "socket: Operation not permitted", NULL};
	const char *const *sign = signs;

	while (*sign != NULL && memmem(buf_str(&p->out), p->out.len, *sign,
				    strlen(*sign)) == NULL)
		sign++;
	if (*sign == NULL || c->mode == CONFINE_NOT)
		return;
	add_string(details, "hint",
	    "the sandbox may be why: it keeps tests from the network and from "
	    "writing outside of the root; a person can allow more under "
	    "'sandbox' in .codex/config.json, with codex-run --trust");
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct strv command = {0}, reports = {0};
	struct strv changed = {0};
	struct process p = {0};
	struct confine confine = {.write = true, .network = CONFINE_LOOPBACK};
	struct testlog log = {0};
	struct error e = {0};
	struct output output;
	cJSON *details;
	bool success;

	tool_args(&a, &args_desc, argc, argv);
	if (test_command_find(&command, &e) < 0)
		tool_fail_with(&e);
	test_reports_note(&reports);
	run(&p, &a, &command, &confine);
	confine_finish(&confine, &changed);
	if (p.broken) {
		error_set(&e, ERROR_INTERNAL,
		    "not all that the tests said could be read");
		tool_fail_with(&e);
	}
	testlog_read(&log, buf_str(&p.out), p.head);
	testlog_read(&log, buf_str(&p.out) + p.head, p.out.len - p.head);
	test_reports_read(&reports, &log);
	testlog_finish(&log, p.status != 0);
	success = p.status == 0 && !p.timed_out && log.total.failed == 0 &&
		  changed.n == 0;
	details = make_details(&a, &command, &p, &log, &confine);
	add_changed(details, &changed);
	if (!success)
		add_hint(details, &p, &confine);
	output = (struct output){
	    buf_str(&p.out), p.out.len, p.head, p.cut_bytes, p.cut_lines};
	testlog_release(&log);
	confine_release(&confine);
	tool_answer_output(success, details, &output, "failures", a.max_tokens);
}
