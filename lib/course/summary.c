/* summary: what was done in each module */
#include "course/summary.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>

/* What the exercises of a module add up to. */
struct sum {
	const char *standing;
	size_t passed;
	long minutes;
};

static struct sum
add_up(const struct learner *l, const struct module *m)
{
	const struct exercise *first = &l->course.exercises[m->first];
	struct sum sum = {.passed = learner_passed(l, m->first, m->n)};
	long seconds = 0;
	bool begun = false;

	for (const struct exercise *x = first; x < first + m->n; x++) {
		const cJSON *known = progress_known(&l->progress, x->id);

		begun |= learner_standing(l, x) != STANDING_NEW;
		seconds += json_long(known, "seconds", 0);
	}
	sum.minutes = (seconds + 59) / 60;
	sum.standing = sum.passed == m->n ? "complete"
		       : begun            ? "in progress"
					  : "not started";
	return sum;
}

void
summary_show(struct screen *s, const struct learner *l)
{
	const struct course *c = &l->course;

	for (size_t i = 0; i < c->n_modules; i++) {
		struct sum sum = add_up(l, &c->modules[i]);

		buf_addf(&s->text, "  %ld  ", c->modules[i].number);
		screen_add(s, TONE_BOLD, c->modules[i].title);
		buf_addf(&s->text, "\n     %s, %zu of %zu, %ld min\n",
		    sum.standing, sum.passed, c->modules[i].n, sum.minutes);
	}
	for (size_t i = 0; i < c->n; i++) {
		const struct exercise *x = &c->exercises[i];

		if (learner_standing(l, x) == STANDING_PASSED)
			screen_entry(s, x->number, x->goal ? x->goal : "");
	}
}

void
summary_markdown(struct buf *text, const struct learner *l)
{
	const struct course *c = &l->course;

	buf_adds(text, "| module | standing | exercises | minutes |\n"
		       "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];
		struct sum sum = add_up(l, m);

		buf_addf(text, "| %ld %s | %s | %zu of %zu | %ld |\n",
		    m->number, m->title, sum.standing, sum.passed, m->n,
		    sum.minutes);
	}
	buf_adds(text, "\nLearnt:\n\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct exercise *x = &c->exercises[i];

		if (learner_standing(l, x) == STANDING_PASSED)
			buf_addf(text, "- %s %s: %s\n", x->number, x->title,
			    x->goal ? x->goal : "");
	}
}
