#ifndef COURSE_SCREEN_H
#define COURSE_SCREEN_H

#include "base/buf.h"
#include "course/learner.h"
#include "course/trial.h"
#include <stdbool.h>

/* What a learner sees: plain lines, in colour where the terminal has it. */
struct screen {
	struct buf text; /* so far; the caller writes and releases it */
	bool colour;
	size_t width; /* columns */
};

/* The width of the terminal, or 80; at least 40. */
size_t screen_width(void);

enum tone { TONE_PLAIN, TONE_BOLD, TONE_FAINT, TONE_GOOD, TONE_BAD };

void screen_add(struct screen *s, enum tone tone, const char *text);
/*
 * Adds a text broken at blanks into lines of the screen's width. Each begins
 * with so many blanks, but the first, which goes on where the line is.
 */
void screen_wrap(struct screen *s, size_t indent, const char *text, size_t len);
/* `name  text` in two columns, of which the second is wrapped. */
void screen_entry(struct screen *s, const char *name, const char *text);

/* How far the learner is: a bar, and figures. */
void screen_progress(struct screen *s, const struct learner *l);
/* The exercise, its page, where to work. */
void screen_exercise(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* What to type next. */
void screen_next(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* The criteria, and whether it passed. */
void screen_verdict(struct screen *s, const struct trial *t);
/*
 * The hints up to this level, of a text with a `## ` heading over each, and
 * whether there are more. Returns the level, at most how many there are.
 */
long screen_hints(struct screen *s, const char *text, long level);
/* One line in a list. */
void screen_row(
    struct screen *s, const struct learner *l, const struct exercise *x);
/* The path, from this folder on where that is shorter; the caller frees. */
char *screen_path(const char *path);

/* A table of the modules in Markdown, and what was learnt in each. */
void screen_markdown(struct buf *text, const struct learner *l);

#endif
