/* desk: what every command of codex-learn has before it */
#include "course/desk.h"
#include "base/alloc.h"
#include "contract/colour.h"
#include "contract/tool.h"
#include "course/practice.h"
#include "course/trial.h"
#include <stdlib.h>
#include <unistd.h>

void
desk_open(struct desk *d)
{
	const struct progress *p = &d->learner.progress;

	d->screen.colour = colour_wanted();
	d->screen.width = screen_width();
	tool_must(learner_open(&d->learner, &d->error), &d->error);
	if (progress_damaged(p))
		tool_warn("'%s' is damaged; codex-learn verify finds out "
			  "again what has passed",
		    p->path);
	else if (p->mended)
		tool_warn(
		    "'%s' is damaged; the one before it is used: '%s.old'",
		    p->path, p->path);
}

void
desk_begin(struct desk *d)
{
	tool_must(learner_begin(&d->learner, &d->error), &d->error);
}

void
desk_save(struct desk *d)
{
	tool_must(learner_save(&d->learner, &d->error), &d->error);
}

const struct exercise *
desk_choose(struct desk *d, const char *word)
{
	const struct exercise *x =
	    word ? course_find(&d->learner.course, word, &d->error)
		 : learner_here(&d->learner);

	if (x == NULL && word == NULL)
		x = learner_current(&d->learner);
	if (x == NULL)
		tool_fail_with(&d->error);
	return x;
}

char *
desk_folder(struct desk *d, const struct exercise *x)
{
	char *folder = learner_folder(&d->learner, x);

	if (!practice_exists(folder))
		tool_fail(ERROR_NOT_FOUND,
		    "exercise %s was not started; codex-learn start %s", x->id,
		    x->id);
	return folder;
}

char *
desk_read(struct desk *d, const struct exercise *x, const char *name)
{
	char *path = xasprintf("%s/%s", x->dir, name);
	char *text = course_read(path, &d->error);

	if (text == NULL)
		tool_fail_with(&d->error);
	free(path);
	return text;
}

unsigned long
desk_seed(const struct desk *d)
{
	return d->seed >= 0 ? (unsigned long)d->seed : trial_seed();
}

bool
desk_agrees(struct desk *d, const char *question)
{
	char answer[16];
	ssize_t n;

	if (d->yes)
		return true;
	if (!isatty(STDIN_FILENO))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nobody can be asked; --yes does it");
	screen_add(&d->screen, TONE_BOLD, question);
	buf_adds(&d->screen.text, " [y/N] ");
	desk_show(d);
	n = read(STDIN_FILENO, answer, sizeof(answer));
	/* where keys come one by one they are not echoed */
	if (n <= 0 || answer[n - 1] != '\n')
		buf_addc(&d->screen.text, '\n');
	return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

void
desk_show(struct desk *d)
{
	tool_write(buf_str(&d->screen.text), d->screen.text.len);
	buf_truncate(&d->screen.text, 0);
}
