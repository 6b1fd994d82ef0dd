/* verify: checks all that was started, several at once */
#include "course/verify.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "course/practice.h"
#include "course/view.h"
#include "course/work.h"
#include "system/interrupt.h"
#include <stdlib.h>
#include <unistd.h>

/* One check of many; its trial is of no exercise where nothing was started. */
struct run {
	struct trial trial;
	char hash[SHA256_HEX + 1];
};

/* Starts the check of an exercise; false when there is nothing to judge. */
static bool
start(struct desk *d, struct run *r, const struct exercise *x)
{
	char *folder = learner_folder(&d->learner, x);
	bool there = practice_exists(folder);

	if (there) {
		practice_hash(folder, r->hash);
		tool_must(trial_start(&r->trial, &d->learner.course, x, "judge",
			      folder, desk_seed(d), &d->error),
		    &d->error);
	}
	free(folder);
	return there;
}

static void
run_all(struct desk *d, struct run *runs)
{
	const struct course *c = &d->learner.course;
	const size_t max = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
	struct process **p = xcalloc(c->n, sizeof(struct process *));
	size_t *of = xcalloc(c->n, sizeof(size_t));
	size_t next = 0, running = 0, n = 0;
	long ended;

	do {
		for (; next < c->n && running < max; next++) {
			if (!start(d, &runs[next], &c->exercises[next]))
				continue;
			of[n] = next;
			p[n++] = &runs[next].trial.process;
			running++;
		}
		ended = process_wait_any(p, n);
		if (ended >= 0)
			trial_judge(&runs[of[ended]].trial);
		running--;
	} while (ended >= 0 && interrupt_number() == 0);
	free(of);
	free(p);
}

/* What the runs say, written down. */
static void
record(struct desk *d, const struct run *runs)
{
	desk_begin(d);
	for (size_t i = 0; i < d->learner.course.n; i++)
		if (runs[i].trial.x != NULL)
			work_record(d, &runs[i].trial, runs[i].hash);
	progress_set_whole(&d->learner.progress);
	desk_save(d);
}

int
verify(struct desk *d, char **words)
{
	const struct course *c = &d->learner.course;
	struct run *runs = xcalloc(c->n, sizeof(*runs));
	cJSON *details = cJSON_CreateObject();
	cJSON *all = cJSON_AddArrayToObject(details, "exercises");
	size_t passed = 0;

	(void)words;
	interrupt_catch();
	run_all(d, runs);
	if (interrupt_number() == 0)
		record(d, runs);
	for (size_t i = 0; i < c->n; i++) {
		struct trial *t = &runs[i].trial;

		/* what was brought from another machine has no files here */
		passed += t->x != NULL
			      ? t->passed
			      : learner_standing(&d->learner,
				    &c->exercises[i]) == STANDING_PASSED;
		view_row(&d->screen, &d->learner, &c->exercises[i]);
		if (t->x != NULL)
			cJSON_AddItemToArray(all, work_verdict(d, t));
		trial_release(t);
	}
	free(runs);
	interrupt_raise();
	json_add_long(details, "passed", (long)passed);
	json_add_long(details, "total", (long)c->n);
	if (d->json)
		tool_answer(passed == c->n, details);
	cJSON_Delete(details);
	view_progress(&d->screen, &d->learner);
	desk_show(d);
	return passed == c->n ? 0 : 1;
}
