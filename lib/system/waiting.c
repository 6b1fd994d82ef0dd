/* waiting: what a program waits for, as a line on the terminal */
#include "system/waiting.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include "text/visible.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PATIENCE 3 /* seconds for which nothing is said */

/* Of the process's own terminal. */
static struct {
	double drawn; /* when the line was; 0: it is not there */
	bool line_open;
} state;

bool
waiting_is_on(void)
{
	const char *term = getenv("TERM");

	/* in the background the terminal is somebody else's */
	return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp() &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

bool
waiting_due(double since)
{
	double now = clock_now();

	return now >= since + PATIENCE && !state.line_open &&
	       (state.drawn <= 0 || now >= state.drawn + 1) && waiting_is_on();
}

/* A line that is wider than the terminal could not be redrawn. */
static size_t
columns(void)
{
	struct winsize size = {0};

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
		return 79;
	return size.ws_col - 1U;
}

void
waiting_show(double since, double of, const char *what, ...)
{
	struct buf text = {0}, line = {0};
	va_list ap;

	va_start(ap, what);
	buf_addf(&text, "%s: waiting for ", program_invocation_short_name);
	buf_vaddf(&text, what, ap);
	va_end(ap);
	buf_addf(&text, ", %ld", (long)(clock_now() - since));
	if (of > 0)
		buf_addf(&text, " of %ld", (long)(of + 0.5));
	buf_adds(&text, " s");
	buf_adds(&line, "\r\033[K");
	visible(
	    &line, text.data, utf8_cut(text.data, text.len, columns()), false);
	write_all(STDERR_FILENO, line.data, line.len);
	state.drawn = clock_now();
	buf_release(&text);
	buf_release(&line);
}

bool
waiting_sleep(double seconds, const char *what)
{
	double start = clock_now(), left;

	while ((left = start + seconds - clock_now()) > 0) {
		if (waiting_due(start))
			waiting_show(start, seconds, "%s", what);
		if (!interrupt_sleep(left < 1 ? left : 1))
			break;
	}
	waiting_clear();
	return interrupt_number() == 0;
}

void
waiting_clear(void)
{
	static const char clear[] = "\r\033[K";

	if (state.drawn > 0)
		write_all(STDERR_FILENO, clear, strlen(clear));
	state.drawn = 0;
}

void
waiting_printed(bool line_open)
{
	state.line_open = line_open && isatty(STDOUT_FILENO);
}
