/* screen: lines for a person, in colour and of the terminal's width */
#include "course/screen.h"
#include "text/visible.h"
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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
	buf_addf(&s->text, "  %-*s", SCREEN_COLUMN - 2, name);
	screen_wrap(s, SCREEN_COLUMN, text, strlen(text));
}
