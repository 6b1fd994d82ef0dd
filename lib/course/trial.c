/* trial: one run of a script that judges, in a folder of its own */
#include "course/trial.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/strv.h"
#include "system/confine.h"
#include "system/environ.h"
#include "system/scratch.h"
#include "system/share.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define LIMIT 10 /* seconds, or what exercise.json says */

unsigned long
trial_seed(void)
{
	unsigned long seed = 0;

	if (getrandom(&seed, sizeof(seed), 0) < 0)
		return 1;
	return seed % 1000000; /* short enough to be told and typed */
}

/*
 * Nothing of the learner's own set-up decides: no key, no configuration of
 * git, no log elsewhere.
 */
static void
make_environment(
    struct strv *env, const struct trial *t, const struct course *c)
{
	char *self = share_program("codex-call"), *slash = strrchr(self, '/');
	const char *path = getenv("PATH");

	*slash = '\0';
	strv_addf(env, "PATH=%s:%s", self, path ? path : "/usr/bin:/bin");
	strv_addf(env, "HOME=%s/home", t->scratch);
	strv_addf(env, "TMPDIR=%s/tmp", t->scratch);
	strv_addf(env, "COURSE=%s/exercises", c->dir);
	if (t->x != NULL)
		strv_addf(env, "EXERCISE=%s", t->x->dir);
	strv_addf(env, "SEED=%lu", t->seed);
	strv_addl(env, "LC_ALL=C.UTF-8", "TZ=UTC", "GIT_CONFIG_NOSYSTEM=1",
	    "GIT_AUTHOR_NAME=learner", "GIT_AUTHOR_EMAIL=learner@example.org",
	    "GIT_COMMITTER_NAME=learner",
	    "GIT_COMMITTER_EMAIL=learner@example.org", "CODEX_MODEL=scripted",
	    NULL);
	free(self);
}

static double
limit_of(const struct exercise *x)
{
	const cJSON *limit = x ? json_get(x->json, "limit") : NULL;

	return cJSON_IsNumber(limit) ? limit->valuedouble : LIMIT;
}

int
trial_start(struct trial *t, const struct course *c, const struct exercise *x,
    const char *script, const char *path, unsigned long seed, struct error *e)
{
	char *judge = xasprintf("%s/exercises/%s", c->dir, script);
	char *argv[] = {(char *)"sh", judge, (char *)path, NULL};
	static const struct confine kept = {.mode = CONFINE_KEPT};
	struct strv env = {0};
	int status = -1;

	*t = (struct trial){.x = x, .seed = seed, .scratch = scratch_make(e)};
	if (t->scratch != NULL) {
		make_environment(&env, t, c);
		status = process_start(&t->process,
		    &(struct process_options){.argv = argv,
			.env = env.v,
			.dir = t->scratch,
			.timeout = limit_of(x),
			.confine = &kept,
			.max_output = 1 << 16},
		    e);
	}
	strv_release(&env);
	free(judge);
	return status;
}

void
trial_judge(struct trial *t)
{
	const struct process *p = &t->process;
	size_t at = 0, len, good = 0, bad = 0;
	size_t first = strcspn(buf_str(&p->err), "\n"); /* line */
	bool ok;

	while (trial_next(t, &at, &ok, &len) != NULL)
		ok ? good++ : bad++;
	if (p->timed_out)
		t->broken = xasprintf("the check was stopped after %.3g s: "
				      "does something wait for input, or "
				      "never end?",
		    limit_of(t->x));
	else if (p->status == 127)
		t->broken = xasprintf("a program is missing: %.*s; "
				      "codex-learn doctor says which",
		    (int)first, buf_str(&p->err));
	else if (p->status > 1 || good + bad == 0)
		t->broken =
		    xasprintf("the check broke off with %d%s%.*s", p->status,
			first > 0 ? ": " : "", (int)first, buf_str(&p->err));
	t->passed = t->broken == NULL && p->status == 0 && bad == 0;
}

int
trial_run(struct trial *t, const struct course *c, const struct exercise *x,
    const char *script, const char *path, unsigned long seed, struct error *e)
{
	struct process *p = &t->process;

	if (trial_start(t, c, x, script, path, seed, e) < 0)
		return -1;
	process_wait_any(&p, 1);
	trial_judge(t);
	return 0;
}

void
trial_release(struct trial *t)
{
	process_release(&t->process);
	if (t->scratch != NULL)
		scratch_remove(AT_FDCWD, t->scratch);
	free(t->scratch);
	free(t->broken);
	*t = (struct trial){0};
}

const char *
trial_next(const struct trial *t, size_t *at, bool *ok, size_t *len)
{
	const char *line, *text = buf_str(&t->process.out);

	while (text[*at] != '\0') {
		line = text + *at;
		*len = strcspn(line, "\n");
		*at += *len + (line[*len] == '\n');
		*ok = strncmp(line, "ok ", 3) == 0;
		if (*ok || strncmp(line, "no ", 3) == 0) {
			*len -= 3;
			return line + 3;
		}
	}
	return NULL;
}
