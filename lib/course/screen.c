/* screen: what a learner sees */
#include "course/screen.h"
#include "base/alloc.h"
#include "base/json.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMN 10 /* of the second column */

size_t
screen_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 80;
	return size.ws_col < 40 ? 40 : size.ws_col > 100 ? 100 : size.ws_col;
}

void
screen_add(struct screen *s, enum tone tone, const char *text)
{
	static const char *const codes[] = {[TONE_PLAIN] = "",
	    [TONE_BOLD] = "\033[1m",
	    [TONE_FAINT] = "\033[2m",
	    [TONE_GOOD] = "\033[32m",
	    [TONE_BAD] = "\033[31m"};
	bool coloured = s->colour && tone != TONE_PLAIN;

	if (coloured)
		buf_adds(&s->text, codes[tone]);
	visible(&s->text, text, strlen(text), true);
	if (coloured)
		buf_adds(&s->text, "\033[0m");
}

/* Columns of a word: its code points. */
static size_t
columns(const char *word, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)word[i] & 0xC0) != 0x80;
	return n;
}

void
screen_wrap(struct screen *s, size_t indent, const char *text, size_t len)
{
	const char *end = text + len;
	size_t at = indent;
	bool first = true;

	while (text < end) {
		size_t n = 0;

		while (text + n < end && text[n] != ' ' && text[n] != '\n')
			n++;
		if (n > 0 && !first && at + 1 + columns(text, n) > s->width) {
			buf_addf(&s->text, "\n%*s", (int)indent, "");
			at = indent;
			first = true;
		}
		if (n > 0 && !first) {
			buf_addc(&s->text, ' ');
			at++;
		}
		visible(&s->text, text, n, false);
		at += columns(text, n);
		first = first && n == 0;
		text += n + (text + n < end);
	}
	buf_addc(&s->text, '\n');
}

void
screen_entry(struct screen *s, const char *name, const char *text)
{
	buf_addf(&s->text, "  %-*s", COLUMN - 2, name);
	screen_wrap(s, COLUMN, text, strlen(text));
}

void
screen_progress(struct screen *s, const struct learner *l)
{
	size_t n = l->course.n, passed = learner_passed(l, 0, n);
	size_t room = s->width > 60 ? 40 : 20, full = passed * room / n;

	buf_adds(&s->text, "  [");
	for (size_t i = 0; i < room; i++)
		buf_addc(&s->text, i < full ? '#' : '-');
	buf_addf(&s->text, "] %zu of %zu\n\n", passed, n);
}

char *
screen_path(const char *path)
{
	char *here = xrealpath(".");
	size_t len = here ? strlen(here) : 0;
	const char *rest = path;

	if (len > 1 && strncmp(path, here, len) == 0 && path[len] == '/')
		rest = path + len + 1;
	else if (len > 1 && strcmp(path, here) == 0)
		rest = ".";
	free(here);
	return xstrdup(rest);
}

static void
add_path(struct screen *s, const char *name, const char *path)
{
	char *shown = screen_path(path);

	/* a path that is broken over lines cannot be clicked or copied */
	buf_addf(&s->text, "  %-*s", COLUMN - 2, name);
	screen_add(s, TONE_PLAIN, shown);
	buf_addc(&s->text, '\n');
	free(shown);
}

void
screen_exercise(
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
	add_path(s, "page", page);
	add_path(s, "chapter", m->page);
	add_path(s, "work in", folder);
	buf_addc(&s->text, '\n');
	free(about);
	free(title);
	free(page);
	free(folder);
}

void
screen_next(struct screen *s, const struct learner *l, const struct exercise *x)
{
	switch (learner_standing(l, x)) {
	case STANDING_NEW:
		screen_entry(s, "next", "codex-learn start");
		return;
	case STANDING_PASSED:
		screen_entry(s, "next", "codex-learn start, for the next one");
		screen_entry(s, "", "codex-learn solution, for ours and why");
		return;
	default:
		screen_entry(s, "next", "codex-learn check, or watch");
		screen_entry(s, "", "codex-learn hint, where it is hard");
	}
}

void
screen_verdict(struct screen *s, const struct trial *t)
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
screen_hints(struct screen *s, const char *text, long level)
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
		screen_entry(s, "more", "codex-learn hint, once again");
	free(shown);
	return n;
}

void
screen_row(struct screen *s, const struct learner *l, const struct exercise *x)
{
	enum standing standing = learner_standing(l, x);
	static const enum tone tones[] = {[STANDING_NEW] = TONE_FAINT,
	    [STANDING_BEGUN] = TONE_PLAIN,
	    [STANDING_CHANGED] = TONE_BAD,
	    [STANDING_PASSED] = TONE_GOOD};

	buf_addf(&s->text, "  %-4s ", x->number);
	screen_add(s, tones[standing], standing_name(standing));
	/* the longest name is `changed` */
	buf_addf(&s->text, "%*s %-22s",
	    (int)(7 - strlen(standing_name(standing))), "", x->id);
	if (s->width >= 80)
		buf_addf(&s->text, " %s", x->title);
	buf_addc(&s->text, '\n');
}

static const char *
module_standing(const struct learner *l, const struct module *m, size_t passed)
{
	if (passed == m->n)
		return "complete";
	for (size_t i = m->first; i < m->first + m->n; i++)
		if (learner_standing(l, &l->course.exercises[i]) !=
		    STANDING_NEW)
			return "in progress";
	return "not started";
}

static long
seconds_spent(const struct learner *l, const struct module *m)
{
	long seconds = 0;

	for (size_t i = m->first; i < m->first + m->n; i++)
		seconds += json_long(
		    progress_known(&l->progress, l->course.exercises[i].id),
		    "seconds", 0);
	return seconds;
}

void
screen_markdown(struct buf *text, const struct learner *l)
{
	const struct course *c = &l->course;

	buf_adds(text, "| module | standing | exercises | minutes |\n"
		       "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];
		size_t passed = learner_passed(l, m->first, m->n);

		buf_addf(text, "| %zu %s | %s | %zu of %zu | %ld |\n", i + 1,
		    m->title, module_standing(l, m, passed), passed, m->n,
		    (seconds_spent(l, m) + 59) / 60);
	}
	buf_adds(text, "\nLearnt:\n\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct exercise *x = &c->exercises[i];

		if (learner_standing(l, x) == STANDING_PASSED)
			buf_addf(text, "- %s %s: %s\n", x->number, x->title,
			    x->goal ? x->goal : "");
	}
}
