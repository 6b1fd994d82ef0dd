/* lint_run: linters side by side, confined, and what they found */
#include "record/lint_run.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "record/settings.h"
#include "system/environ.h"
#include "system/root.h"
#include "text/glob.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OUTPUT ((size_t)32 << 20)
#define MAX_WORDS  ((size_t)96 << 10) /* bytes of names for one process */
#define MAX_WHY    ((size_t)400)      /* of what a failed one printed */

static const char *const allowed[] = {"PATH", "HOME", "LANG", "LC_ALL",
    "LC_CTYPE", "USER", "LOGNAME", "VIRTUAL_ENV", "PYENV_ROOT", "CARGO_HOME",
    "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "GOPATH", "GOROOT", "GOCACHE", "NVM_DIR",
    "JAVA_HOME", "XDG_CACHE_HOME", NULL};

/* One process: a linter, with a part of its files. */
struct job {
	struct lint_run *run;
	struct strv argv;
	struct process p;
};

struct jobs {
	struct job *v;
	size_t n;
};

static struct job *
add_job(struct jobs *jobs, struct lint_run *run)
{
	struct job *j;

	jobs->v = xreallocarray(jobs->v, jobs->n + 1, sizeof(*jobs->v));
	j = &jobs->v[jobs->n++];
	*j = (struct job){.run = run};
	strv_add(&j->argv, run->program);
	for (size_t i = 0; run->linter->argv[i] != NULL; i++)
		strv_add(&j->argv, run->linter->argv[i]);
	return j;
}

/* Names begin with ./, so that none is taken for an option. */
static void
add_jobs(struct jobs *jobs, struct lint_run *run)
{
	struct job *j = add_job(jobs, run);
	size_t bytes = 0;

	for (size_t i = 0; i < run->files.n && !run->linter->whole; i++) {
		bytes += strlen(run->files.v[i]) + 3;
		if (bytes > MAX_WORDS) {
			j = add_job(jobs, run);
			bytes = 0;
		}
		strv_addf(&j->argv, "./%s", run->files.v[i]);
	}
}

static int
prepare(struct confine *c, struct strv *env, struct error *e)
{
	struct strv names = {0};
	int status = -1;

	environ_allow(env, allowed);
	/* nothing is looked for on a network that is not there */
	strv_addl(env, "NO_COLOR=1", "CI=1", "GOPROXY=off", "GOTOOLCHAIN=local",
	    NULL);
	if (settings_apply(c, &names, e) == 0) {
		c->network = CONFINE_OFFLINE;
		status = confine_prepare(c, e);
	}
	if (status == 0 && names.n > 0)
		environ_allow(env, (const char *const *)names.v);
	if (status == 0)
		confine_environment(c, env);
	if (status == 0 && c->cache != NULL)
		strv_addf(env, "CARGO_TARGET_DIR=%s/cargo-target", c->cache);
	strv_release(&names);
	return status;
}

/* The first of its last words that fit: the end says why it failed. */
static char *
words_of(const struct process *p)
{
	const struct buf *said = p->err.len > 0 ? &p->err : &p->out;
	const char *s = buf_str(said), *end = s + said->len;

	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	if ((size_t)(end - s) > MAX_WHY) {
		s = end - MAX_WHY;
		while (s < end && ((unsigned char)*s & 0xC0) == 0x80)
			s++;
	}
	return xstrndup(s, (size_t)(end - s));
}

static void
fail(struct lint_run *r, const struct job *j, const char *reason)
{
	char *words = words_of(&j->p);

	if (r->why == NULL)
		r->why = xasprintf("%s%s%s", reason, *words ? ": " : "", words);
	free(words);
}

static const char *
first_word(const struct buf *b)
{
	const char *s = buf_str(b);

	return s + strspn(s, " \t\r\n");
}

static int
read_output(struct lintlog *log, const struct linter *l,
    const struct process *p, struct error *e)
{
	const struct buf *said = &p->out;

	if (l->format == LINT_LINES)
		lintlog_read(log, l->format, buf_str(&p->err), p->err.len, e);
	/* stylelint prints its answer there, and nothing else then */
	else if (*first_word(said) == '\0' && *first_word(&p->err) == '[')
		said = &p->err;
	if (*first_word(said) == '\0')
		return 0;
	return lintlog_read(log, l->format, buf_str(said), said->len, e);
}

/* A linter that gives no answer must not look like one that found nothing. */
static void
finish(struct job *j, double timeout)
{
	struct lint_run *r = j->run;
	size_t before = r->log.n;
	struct error e = {0};
	char *reason;

	r->log.level = r->linter->level;
	if (j->p.timed_out)
		reason = xasprintf("was stopped after %g s", timeout);
	else if (j->p.cut_bytes > 0)
		reason =
		    xasprintf("printed more than %zu MiB", MAX_OUTPUT >> 20);
	else if (j->p.broken)
		reason = xstrdup("said more than could be read");
	else
		reason = xasprintf("ended with status %d", j->p.status);
	if (read_output(&r->log, r->linter, &j->p, &e) < 0 || j->p.timed_out ||
	    j->p.cut_bytes > 0 || j->p.broken ||
	    j->p.status > r->linter->most ||
	    (j->p.status != 0 && r->log.n == before))
		fail(r, j, reason);
	error_release(&e);
	free(reason);
}

static bool
start(struct job *j, const struct strv *env, double timeout,
    const struct confine *c)
{
	struct process_options o = {.argv = j->argv.v,
	    .env = env->v,
	    .dir = root_path(),
	    .timeout = timeout,
	    .max_output = MAX_OUTPUT,
	    .confine = c->mode == CONFINE_NOT ? NULL : c,
	    .label = j->run->linter->name};
	struct error e = {0};

	if (process_start(&j->p, &o, &e) == 0)
		return true;
	fail(j->run, j, e.message);
	error_release(&e);
	return false;
}

/* Keeps `most` of them running until all have ended. */
static void
run_jobs(struct jobs *jobs, size_t most, double timeout, const struct strv *env,
    const struct confine *c)
{
	struct process **running = xcalloc(jobs->n, sizeof(*running));
	struct job **owner = xcalloc(jobs->n, sizeof(*owner));
	size_t next = 0, n = 0;
	long at;

	while (next < jobs->n || n > 0) {
		if (next < jobs->n && n < most) {
			running[n] = &jobs->v[next].p;
			owner[n] = &jobs->v[next];
			n += start(&jobs->v[next++], env, timeout, c);
			continue;
		}
		at = process_wait_any(running, n);
		finish(owner[at], timeout);
		running[at] = running[--n];
		owner[at] = owner[n];
	}
	free(running);
	free(owner);
}

/* The path below the root; NULL, with the finding's, when it is elsewhere. */
static char *
path_in_root(const char *path)
{
	size_t n = strlen(root_path());

	if (strncmp(path, root_path(), n) == 0 && path[n] == '/')
		path += n + 1;
	return root_normalise(path, NULL);
}

static void
settle_paths(struct lint_run *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->log.n; i++) {
		struct lint_finding f = r->log.v[i];
		char *path = f.path ? path_in_root(f.path) : NULL;

		if (f.path != NULL && path == NULL) {
			r->outside++;
			free(f.path);
			free(f.rule);
			free(f.message);
			continue;
		}
		free(f.path);
		f.path = path;
		if (f.rule == NULL)
			f.rule = xstrdup(r->linter->name);
		if (r->linter->weak && glob_match(r->linter->weak, f.rule))
			f.level = LINT_NOTE;
		r->log.v[kept++] = f;
	}
	r->log.n = kept;
}

int
lint_run_all(struct lint_run *runs, size_t n, long most, double timeout,
    struct confine *c, struct error *e)
{
	struct jobs jobs = {0};
	struct strv env = {0};
	int status = prepare(c, &env, e);

	for (size_t i = 0; i < n; i++)
		add_jobs(&jobs, &runs[i]);
	if (status == 0)
		run_jobs(&jobs, (size_t)most, timeout, &env, c);
	for (size_t i = 0; i < n; i++)
		settle_paths(&runs[i]);
	for (size_t i = 0; i < jobs.n; i++) {
		strv_release(&jobs.v[i].argv);
		process_release(&jobs.v[i].p);
	}
	free(jobs.v);
	strv_release(&env);
	return status;
}

void
lint_run_release(struct lint_run *r)
{
	lintlog_release(&r->log);
	strv_release(&r->files);
	free(r->program);
	free(r->why);
}
