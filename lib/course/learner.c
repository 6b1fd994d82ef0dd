/* learner: where a learner stands in a course */
#include "course/learner.h"
#include "base/alloc.h"
#include "base/json.h"
#include "course/practice.h"
#include <stdlib.h>
#include <string.h>

int
learner_open(struct learner *l, struct error *e)
{
	*l = (struct learner){.progress = {.lock = -1}};
	if (course_load(&l->course, e) < 0)
		return -1;
	l->practice = practice_find();
	return progress_open(&l->progress, &l->course, l->practice, false, e);
}

int
learner_begin(struct learner *l, struct error *e)
{
	struct progress new;

	if (progress_open(&new, &l->course, l->practice, true, e) < 0) {
		progress_release(&new);
		return -1;
	}
	progress_release(&l->progress);
	l->progress = new;
	return 0;
}

int
learner_save(struct learner *l, struct error *e)
{
	int status = progress_save(&l->progress, e);

	progress_unlock(&l->progress);
	return status;
}

void
learner_release(struct learner *l)
{
	progress_release(&l->progress);
	course_release(&l->course);
	free(l->practice);
	*l = (struct learner){.progress = {.lock = -1}};
}

char *
learner_folder(const struct learner *l, const struct exercise *x)
{
	return practice_folder(l->practice, &l->course, x);
}

enum standing
learner_standing(const struct learner *l, const struct exercise *x)
{
	const cJSON *known = progress_known(&l->progress, x->id);
	char hex[SHA256_HEX + 1], *folder;
	enum standing s = STANDING_PASSED;

	/* a hint alone begins nothing */
	if (json_get(known, "passed_at") == NULL)
		return json_get(known, "started_at") ||
			       json_get(known, "checks")
			   ? STANDING_BEGUN
			   : STANDING_NEW;
	folder = learner_folder(l, x);
	practice_hash(folder, hex);
	/* a pass that was brought from another machine has no files here */
	if (hex[0] != '\0' && !json_is(known, "hash", hex))
		s = STANDING_CHANGED;
	free(folder);
	return s;
}

const char *
standing_name(enum standing s)
{
	static const char *const names[] = {[STANDING_NEW] = "new",
	    [STANDING_BEGUN] = "begun",
	    [STANDING_CHANGED] = "changed",
	    [STANDING_PASSED] = "passed"};

	return names[s];
}

size_t
learner_passed(const struct learner *l, size_t first, size_t n)
{
	size_t passed = 0;

	for (size_t i = first; i < first + n; i++)
		passed += learner_standing(l, &l->course.exercises[i]) ==
			  STANDING_PASSED;
	return passed;
}

const struct exercise *
learner_here(const struct learner *l)
{
	char *here = xrealpath("."), *folder;
	const struct exercise *found = NULL;
	size_t n;

	for (size_t i = 0; here != NULL && i < l->course.n && !found; i++) {
		folder = learner_folder(l, &l->course.exercises[i]);
		n = strlen(folder);
		if (strncmp(here, folder, n) == 0 &&
		    (here[n] == '/' || here[n] == '\0'))
			found = &l->course.exercises[i];
		free(folder);
	}
	free(here);
	return found;
}

const struct exercise *
learner_current(const struct learner *l)
{
	const char *id = json_string(l->progress.json, "current");
	const struct exercise *x =
	    id ? course_find(&l->course, id, NULL) : NULL;

	return x ? x : &l->course.exercises[0];
}

const struct exercise *
learner_after(const struct learner *l, const struct exercise *x)
{
	const struct course *c = &l->course;
	size_t at = (size_t)(x - c->exercises);

	for (size_t i = 1; i < c->n; i++) {
		x = &c->exercises[(at + i) % c->n];
		if (learner_standing(l, x) != STANDING_PASSED)
			return x;
	}
	return NULL;
}

const struct exercise *
learner_next(const struct learner *l)
{
	const struct exercise *x = learner_current(l);

	return learner_standing(l, x) == STANDING_PASSED ? learner_after(l, x)
							 : x;
}

cJSON *
learner_object(const struct learner *l, const struct exercise *x)
{
	static const char *const counts[] = {"seconds", "checks", "hints"};
	const cJSON *known = progress_known(&l->progress, x->id);
	char *folder = learner_folder(l, x);
	cJSON *o = cJSON_CreateObject();

	json_add_string(o, "id", x->id);
	json_add_string(o, "number", x->number);
	json_add_string(o, "title", x->title);
	json_add_string(o, "module", course_module_of(&l->course, x)->name);
	json_add_string(o, "standing", standing_name(learner_standing(l, x)));
	json_add_string(o, "folder", folder);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		json_add_long(o, counts[i], json_long(known, counts[i], 0));
	free(folder);
	return o;
}
