#ifndef COURSE_SCREEN_H
#define COURSE_SCREEN_H

#include "base/buf.h"
#include <stdbool.h>

/* Lines for a person, in colour and of the terminal's width. */
struct screen {
	struct buf text; /* so far; the caller writes and releases it */
	bool colour;
	size_t width; /* columns */
};

#define SCREEN_COLUMN 10 /* where the second column of entries begins */

/* The width of the terminal, at most 100; 80 where there is none. */
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

#endif
