/* view: what a learner sees of the course */
#include "course/view.h"
#include "base/alloc.h"
#include "base/json.h"
#include "system/process.h"
#include "system/share.h"
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define ROW 15 /* the column of the ids in a list */

void
view_path(struct screen *s, const char *name, const char *path)
{
	char *here = xrealpath(".");
	size_t len = here ? strlen(here) : 0;

	if (len > 1 && strncmp(path, here, len) == 0 && path[len] == '/')
		path += len + 1;
	buf_addf(&s->text, "  %-*s", SCREEN_COLUMN - 2, name);
	screen_add(s, TONE_PLAIN, path);
	buf_addc(&s->text, '\n');
	free(here);
}

void
view_progress(struct screen *s, const struct learner *l)
{
	size_t n = l->course.n, passed = learner_passed(l, 0, n);
	size_t room = s->width > 60 ? 40 : 20, full = passed * room / n;

	buf_adds(&s->text, "  [");
	for (size_t i = 0; i < room; i++)
		buf_addc(&s->text, i < full ? '#' : '-');
	buf_addf(&s->text, "] %zu of %zu\n\n", passed, n);
}

/* what makes the commands of pages work, where a new clone's do not */
static void
view_shell(struct screen *s)
{
	char *found = process_find("codex-call");
	char *program = share_program("codex-call");
	int len = (int)(strrchr(program, '/') - program);
	/* a shell splits at blanks, those of ours and those in its own */
	bool blank = memchr(program, ' ', (size_t)len) != NULL;
	char *line = xasprintf(
	    blank ? "export PATH=\"%.*s:$PATH\"" : "export PATH=%.*s:$PATH",
	    len, program);

	if (found == NULL)
		view_path(s, "first", line);
	free(line);
	free(program);
	free(found);
}

void
view_exercise(
    struct screen *s, const struct learner *l, const struct exercise *x)
{
	const struct module *m = course_module_of(&l->course, x);
	char *folder = learner_folder(l, x);
	char *page = xasprintf("%s/README.md", x->dir);
	char *title = xasprintf("%s %s", x->number, x->title);
	char *about = xasprintf("%s, about %ld minutes", m->title, x->minutes);

	buf_adds(&s->text, "  ");
	screen_add(s, TONE_BOLD, title);
	buf_addf(&s->text, "  (%s, %s)\n", x->id,
	    standing_name(learner_standing(l, x)));
	screen_entry(s, "module", about);
	if (x->goal != NULL)
		screen_entry(s, "goal", x->goal);
	view_path(s, "page", page);
	view_path(s, "chapter", m->page);
	view_path(s, "work in", folder);
	view_shell(s);
	buf_addc(&s->text, '\n');
	free(about);
	free(title);
	free(page);
	free(folder);
}

void
view_next(struct screen *s, const struct learner *l, const struct exercise *x)
{
	switch (learner_standing(l, x)) {
	case STANDING_NEW:
		screen_entry(s, "next", "codex-learn start");
		return;
	case STANDING_PASSED:
		if (learner_next(l) != NULL)
			screen_entry(
			    s, "next", "codex-learn start, for the next one");
		else
			screen_entry(s, "next",
			    "that was all of it: codex-learn progress");
		screen_entry(s, "", "codex-learn solution, for ours and why");
		screen_entry(
		    s, "", "codex-learn document, for your own library");
		return;
	case STANDING_CHANGED:
		screen_entry(
		    s, "note", "it passed, and its files were changed since");
		break;
	case STANDING_BEGUN:
		break;
	}
	screen_entry(s, "next", "codex-learn check, or watch");
	screen_entry(s, "", "codex-learn hint, where it is hard");
}

void
view_verdict(struct screen *s, const struct trial *t)
{
	const char *text;
	size_t at = 0, len;
	bool ok;

	while ((text = trial_next(t, &at, &ok, &len)) != NULL) {
		buf_adds(&s->text, "  ");
		screen_add(s, ok ? TONE_GOOD : TONE_BAD, ok ? "ok" : "no");
		buf_adds(&s->text, "  ");
		screen_wrap(s, 6, text, len);
	}
	buf_addc(&s->text, '\n');
	if (t->broken != NULL) {
		buf_adds(&s->text, "  ");
		screen_add(s, TONE_BAD, "no verdict");
		buf_adds(&s->text, ": ");
		screen_wrap(s, 2, t->broken, strlen(t->broken));
	} else if (t->x != NULL) {
		buf_adds(&s->text, "  ");
		screen_add(s, t->passed ? TONE_GOOD : TONE_BAD,
		    t->passed ? "passed" : "not yet");
		buf_addf(&s->text, ": %s %s\n", t->x->number, t->x->title);
	}
}

long
view_hints(struct screen *s, const char *text, long level, const char *more)
{
	const char *end = text;
	char *shown;
	long n = 0;

	while ((end = strstr(end, "## ")) != NULL && n < level) {
		n++;
		end += 3;
	}
	shown = end ? xstrndup(text, (size_t)(end - text)) : xstrdup(text);
	screen_add(s, TONE_PLAIN, shown);
	if (end != NULL)
		screen_entry(s, "more", more);
	free(shown);
	return n;
}

void
view_row(struct screen *s, const struct learner *l, const struct exercise *x)
{
	enum standing standing = learner_standing(l, x);
	static const enum tone tones[] = {[STANDING_NEW] = TONE_FAINT,
	    [STANDING_BEGUN] = TONE_PLAIN,
	    [STANDING_CHANGED] = TONE_BAD,
	    [STANDING_PASSED] = TONE_GOOD};

	buf_addf(&s->text, "  %-4s ", x->number);
	screen_add(s, tones[standing], standing_name(standing));
	/* the longest name is `changed` */
	buf_addf(
	    &s->text, "%*s ", (int)(7 - strlen(standing_name(standing))), "");
	if (s->width >= 80) {
		buf_addf(&s->text, "%-22s %s\n", x->id, x->title);
		return;
	}
	buf_addf(&s->text, "%s\n%*s", x->id, ROW, "");
	screen_wrap(s, ROW, x->title, strlen(x->title));
}

void
view_solution(
    struct screen *s, const struct learner *l, const struct exercise *x)
{
	const char *pattern = json_string(x->json, "pattern");
	char *ours = xasprintf("%s/solution", x->dir);
	char *pages = xasprintf(
	    "%s/patterns/{*/,}%s.md", l->course.dir, pattern ? pattern : "");
	glob_t found = {0};

	view_path(s, "files", ours);
	if (glob(pages, GLOB_BRACE, NULL, &found) == 0)
		view_path(s, "pattern", found.gl_pathv[0]);
	globfree(&found);
	free(pages);
	free(ours);
}
