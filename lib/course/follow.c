/* follow: judges after each save, and obeys keys */
#include "course/follow.h"
#include "course/look.h"
#include "course/practice.h"
#include "course/view.h"
#include "course/watch.h"
#include "course/work.h"
#include "system/interrupt.h"
#include <stdlib.h>

static void
show_keys(struct desk *d)
{
	if (d->keys && interrupt_number() == 0)
		screen_entry(&d->screen, "keys",
		    "r check, h hint, n next, l list, x start anew, q quit");
	desk_show(d);
}

static void
judge_now(struct desk *d, const struct exercise *x)
{
	d->screen.width = screen_width();
	buf_adds(&d->screen.text, "\n  checking ...\n");
	desk_show(d);
	if (work_judge(d, x))
		view_next(&d->screen, &d->learner, x);
	show_keys(d);
}

/* Does what a key asks for; false to leave this exercise. */
static bool
obey(struct desk *d, int key, const struct exercise *x)
{
	char *none[] = {NULL}, *this[] = {(char *)x->id, NULL};

	switch (key) {
	case 'h':
		look_hint(d, this);
		show_keys(d);
		return true;
	case 'l':
		look_list(d, none);
		show_keys(d);
		return true;
	case 'x':
		work_reset(d, this);
		return true;
	case 'r':
	case WATCH_SAVED:
		judge_now(d, x);
		return true;
	default:
		return key != 'n' && key != 'q' && key != WATCH_ENDED;
	}
}

/* Watches one exercise; the key that ended it. */
static int
follow_one(struct desk *d, const struct exercise *x)
{
	char *folder = desk_folder(d, x);
	struct watch w;
	int key;

	watch_open(&w, folder);
	d->keys = w.keys;
	judge_now(d, x);
	do
		key = watch_next(&w);
	while (obey(d, key, x));
	watch_close(&w);
	free(folder);
	return key;
}

int
follow(struct desk *d, char **words)
{
	const struct exercise *x = desk_choose(d, words[0]), *next;

	interrupt_catch();
	while (follow_one(d, x) == 'n') {
		next = learner_after(&d->learner, x);
		if (next == NULL)
			screen_entry(&d->screen, "next",
			    "there is none that has not passed");
		else
			work_begin(d, x = next);
	}
	interrupt_raise();
	return 0;
}
