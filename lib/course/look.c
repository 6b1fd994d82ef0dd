/* look: the commands that show and change nothing of the work */
#include "course/look.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "course/summary.h"
#include "course/view.h"
#include <stdlib.h>
#include <string.h>

int
look_status(struct desk *d, char **words)
{
	const struct exercise *x = learner_current(&d->learner);

	(void)words;
	buf_addc(&d->screen.text, '\n');
	view_progress(&d->screen, &d->learner);
	view_exercise(&d->screen, &d->learner, x);
	view_next(&d->screen, &d->learner, x);
	desk_show(d);
	return 0;
}

/* The module of a filter; NULL for done, pending and all. */
static const struct module *
module_of(const struct desk *d, const char *filter)
{
	const struct module *m;

	if (filter == NULL || strcmp(filter, "done") == 0 ||
	    strcmp(filter, "pending") == 0)
		return NULL;
	m = course_module(&d->learner.course, filter);
	if (m == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "there is no module '%s'; list takes done, pending, a "
		    "module's number or its name",
		    filter);
	return m;
}

static bool
is_listed(const struct desk *d, const struct exercise *x, const char *filter,
    const struct module *m)
{
	bool passed = learner_standing(&d->learner, x) == STANDING_PASSED;

	if (m != NULL)
		return m == course_module_of(&d->learner.course, x);
	return filter == NULL || passed == (strcmp(filter, "done") == 0);
}

int
look_list(struct desk *d, char **words)
{
	const struct module *m = module_of(d, words[0]);
	const struct course *c = &d->learner.course;
	cJSON *details = cJSON_CreateObject();
	cJSON *all = cJSON_AddArrayToObject(details, "exercises");

	for (size_t i = 0; i < c->n; i++) {
		const struct exercise *x = &c->exercises[i];

		if (!is_listed(d, x, words[0], m))
			continue;
		view_row(&d->screen, &d->learner, x);
		cJSON_AddItemToArray(all, learner_object(&d->learner, x));
	}
	if (d->json)
		tool_answer(true, details);
	cJSON_Delete(details);
	desk_show(d);
	return 0;
}

int
look_progress(struct desk *d, char **words)
{
	(void)words;
	if (d->markdown) {
		summary_markdown(&d->screen.text, &d->learner);
	} else {
		view_progress(&d->screen, &d->learner);
		summary_show(&d->screen, &d->learner);
	}
	desk_show(d);
	return 0;
}

int
look_hint(struct desk *d, char **words)
{
	const struct exercise *x = desk_choose(d, words[0]);
	char *text = desk_read(d, x, "hints.md");
	cJSON *entry;
	long level;

	desk_begin(d);
	if (learner_standing(&d->learner, x) != STANDING_NEW)
		progress_touch(&d->learner.progress, x->id);
	entry = progress_of(&d->learner.progress, x->id);
	level = json_long(entry, "hints", 0) + 1;
	level = view_hints(&d->screen, text, level,
	    d->keys ? "h, once again" : "codex-learn hint, once again");
	json_set(entry, "hints", json_new_long(level));
	desk_save(d);
	desk_show(d);
	free(text);
	return 0;
}

int
look_solution(struct desk *d, char **words)
{
	const struct exercise *x = desk_choose(d, words[0]);
	const cJSON *known = progress_known(&d->learner.progress, x->id);
	char *text;

	if (json_get(known, "passed_at") == NULL)
		tool_fail(ERROR_POLICY_DENIED,
		    "the solution of %s is shown when yours has passed; "
		    "codex-learn hint says how to go on",
		    x->id);
	text = desk_read(d, x, "why.md");
	screen_add(&d->screen, TONE_PLAIN, text);
	buf_addc(&d->screen.text, '\n');
	view_solution(&d->screen, &d->learner, x);
	desk_show(d);
	free(text);
	return 0;
}
