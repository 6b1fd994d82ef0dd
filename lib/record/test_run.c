/* test_run: the project's tests are run, confined, and read */
#include "record/test_run.h"
#include "base/alloc.h"
#include "record/settings.h"
#include "record/test_command.h"
#include "record/test_reports.h"
#include "system/environ.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>

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
static int
refuse_nested(struct strv *env, struct error *e)
{
	const char *running = getenv(MARK);
	char *ours = xasprintf("%s\n", root_path());
	bool nested = running != NULL && strstr(running, ours) != NULL;

	strv_addf(env, "%s=%s%s", MARK, running ? running : "", ours);
	free(ours);
	if (!nested)
		return 0;
	return error_set(e, ERROR_POLICY_DENIED,
	    "the tests of this root are already running, and they called "
	    "run_tests; give the inner call another --root");
}

static int
prepare(struct confine *c, struct strv *env, struct error *e)
{
	struct strv names = {0};
	int status;

	environ_allow(env, allowed);
	strv_addl(env, "NO_COLOR=1", NULL);
	if (refuse_nested(env, e) < 0)
		return -1;
	status = settings_apply(c, &names, e);
	if (status == 0)
		status = confine_prepare(c, e);
	if (status == 0 && names.n > 0)
		environ_allow(env, (const char *const *)names.v);
	if (status == 0)
		confine_environment(c, env);
	strv_release(&names);
	return status;
}

static int
start(struct test_run *t, const struct strv *argv, const struct strv *env,
    double timeout, struct error *e)
{
	struct process_options o = {.argv = argv->v,
	    .env = env->v,
	    .dir = root_path(),
	    .timeout = timeout,
	    .max_output = MAX_OUTPUT,
	    .merge = true,
	    .head_and_tail = true,
	    .confine = t->confine.mode == CONFINE_NOT ? NULL : &t->confine};
	const char *package = test_command_package(argv->v[0]);

	if (process_run(&t->process, &o, e) == 0)
		return 0;
	if (e->code == ERROR_NOT_AVAILABLE && package != NULL)
		error_hint(e, "install the package %s", package);
	return -1;
}

static int
run(struct test_run *t, const struct strv *argv, double timeout,
    struct error *e)
{
	struct strv env = {0};
	int status = prepare(&t->confine, &env, e);

	if (status == 0)
		status = start(t, argv, &env, timeout, e);
	strv_release(&env);
	if (status < 0)
		return -1;
	confine_finish(&t->confine, &t->changed);
	if (t->process.broken)
		return error_set(e, ERROR_INTERNAL,
		    "not all that the tests said could be read");
	return 0;
}

int
test_run(struct test_run *t, const struct strv *argv, double timeout,
    struct error *e)
{
	const struct process *p = &t->process;
	struct strv reports = {0};

	t->confine.write = true;
	t->confine.network = CONFINE_LOOPBACK;
	test_reports_note(&reports);
	if (run(t, argv, timeout, e) < 0) {
		strv_release(&reports);
		test_run_release(t);
		return -1;
	}
	testlog_read(&t->log, buf_str(&p->out), p->head);
	testlog_read(&t->log, buf_str(&p->out) + p->head, p->out.len - p->head);
	test_reports_read(&reports, &t->log);
	testlog_finish(&t->log, p->status != 0);
	t->success = p->status == 0 && !p->timed_out &&
		     t->log.total.failed == 0 && t->changed.n == 0;
	strv_release(&reports);
	return 0;
}

void
test_run_release(struct test_run *t)
{
	testlog_release(&t->log);
	confine_release(&t->confine);
	strv_release(&t->changed);
	process_release(&t->process);
}
