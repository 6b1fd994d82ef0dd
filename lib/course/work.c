/* work: the commands that make folders and judge them */
#include "course/work.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "course/look.h"
#include "course/practice.h"
#include "course/renew.h"
#include "course/view.h"
#include "system/interrupt.h"
#include <stdlib.h>

/* The first exercise of a module, the one of a word, or the next. */
static const struct exercise *
choose_start(struct desk *d, const char *word)
{
	const struct course *c = &d->learner.course;
	const struct module *m = word ? course_module(c, word) : NULL;
	const struct exercise *next = word ? NULL : learner_next(&d->learner);

	if (m != NULL && m->n > 0)
		return &c->exercises[m->first];
	return next ? next : desk_choose(d, word);
}

static void
show_page(struct desk *d, const struct exercise *x)
{
	char *page = desk_read(d, x, "README.md");

	screen_add(&d->screen, TONE_PLAIN, page);
	look_status(d, NULL);
	free(page);
}

void
work_begin(struct desk *d, const struct exercise *x)
{
	char *folder = learner_folder(&d->learner, x);
	bool first = !practice_exists(d->learner.practice);

	desk_begin(d);
	tool_must(practice_make(folder, &d->learner.course, x->dir, &d->error),
	    &d->error);
	progress_touch(&d->learner.progress, x->id);
	desk_save(d);
	if (first)
		screen_entry(&d->screen, "new", "practice/ in this folder");
	show_page(d, x);
	free(folder);
}

int
work_start(struct desk *d, char **words)
{
	work_begin(d, choose_start(d, words[0]));
	return 0;
}

cJSON *
work_verdict(const struct desk *d, const struct trial *t)
{
	cJSON *o = learner_object(&d->learner, t->x), *criterion;
	cJSON *all = cJSON_AddArrayToObject(o, "criteria");
	size_t at = 0, len;
	const char *text;
	bool ok;

	cJSON_AddBoolToObject(o, "passed", t->passed);
	json_add_long(o, "seed", (long)t->seed);
	if (t->broken != NULL)
		json_add_string(o, "broken", t->broken);
	while ((text = trial_next(t, &at, &ok, &len)) != NULL) {
		criterion = cJSON_CreateObject();
		cJSON_AddBoolToObject(criterion, "ok", ok);
		cJSON_AddItemToObject(
		    criterion, "text", json_new_string(text, len));
		cJSON_AddItemToArray(all, criterion);
	}
	return o;
}

void
work_record(struct desk *d, const struct trial *t, const char *hash)
{
	struct progress *p = &d->learner.progress;
	cJSON *entry = progress_of(p, t->x->id);
	long checks = json_long(entry, "checks", 0);

	json_set(entry, "checks", json_new_long(checks + 1));
	if (t->passed)
		progress_pass(p, t->x->id, hash);
	else if (t->broken == NULL)
		progress_fail(p, t->x->id, hash);
}

/* Where nothing can be written down, the verdict is still worth something. */
static void
remember(struct desk *d, const struct trial *t, const char *hash)
{
	int status = learner_begin(&d->learner, &d->error);

	if (status == 0) {
		progress_touch(&d->learner.progress, t->x->id);
		work_record(d, t, hash);
		status = learner_save(&d->learner, &d->error);
	}
	if (status < 0) {
		error_hint(&d->error, "the verdict is not kept");
		tool_tell(&d->error);
	}
}

static void
show_verdict(struct desk *d, const struct trial *t)
{
	cJSON *verdict;

	if (d->json) {
		verdict = work_verdict(d, t);
		tool_print(t->passed, verdict);
		cJSON_Delete(verdict);
	} else {
		view_verdict(&d->screen, t);
		desk_show(d);
	}
}

/* The hash is of the files that are judged: what is saved while the check
 * runs is not in it. */
bool
work_judge(struct desk *d, const struct exercise *x)
{
	char *folder = d->dir ? xrealpath(d->dir) : desk_folder(d, x);
	char hash[SHA256_HEX + 1];
	struct trial t = {0};
	bool passed;

	if (folder == NULL)
		tool_must(error_errno(&d->error, "cannot judge '%s'", d->dir),
		    &d->error);
	practice_hash(folder, hash);
	tool_must(trial_run(&t, &d->learner.course, x, "judge", folder,
		      desk_seed(d), &d->error),
	    &d->error);
	passed = t.passed;
	if (interrupt_number() == 0) {
		if (d->dir == NULL)
			remember(d, &t, hash);
		show_verdict(d, &t);
	}
	trial_release(&t);
	free(folder);
	return passed;
}

int
work_check(struct desk *d, char **words)
{
	const struct exercise *x = desk_choose(d, words[0]);
	bool passed;

	interrupt_catch();
	passed = work_judge(d, x);
	interrupt_raise();
	if (!d->json && d->dir == NULL)
		view_next(&d->screen, &d->learner, x);
	desk_show(d);
	return passed ? 0 : 1;
}

int
work_reset(struct desk *d, char **words)
{
	const struct exercise *x = desk_choose(d, words[0]);
	char *folder = desk_folder(d, x), *kept;
	char *question = xasprintf("start %s anew?", x->id);
	bool agreed = desk_agrees(d, question);

	free(question);
	if (agreed) {
		/* first what may fail, while all is as it was */
		desk_begin(d);
		progress_touch(&d->learner.progress, x->id);
		desk_save(d);
		kept = renew(d->learner.practice, folder, &d->learner.course, x,
		    &d->error);
		if (kept == NULL)
			tool_fail_with(&d->error);
		show_page(d, x);
		view_path(&d->screen, "kept", kept);
		desk_show(d);
		free(kept);
	}
	free(folder);
	return agreed ? 0 : 1;
}

int
work_sample(struct desk *d, char **words)
{
	const struct course *c = &d->learner.course;
	char *from = xasprintf("%s/exercises/sample", c->dir);
	char *folder = xasprintf("%s/sample", d->learner.practice);

	(void)words;
	tool_must(practice_make(folder, c, from, &d->error), &d->error);
	view_path(&d->screen, "sample", folder);
	screen_entry(
	    &d->screen, "next", "cd there, and type what the chapters say");
	desk_show(d);
	free(folder);
	free(from);
	return 0;
}
