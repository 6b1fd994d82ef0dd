/* watch: waits for a save in a folder, or a key */
#include "course/watch.h"
#include "course/practice.h"
#include "system/interrupt.h"
#include <errno.h>
#include <fts.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <termios.h>
#include <unistd.h>

#define SETTLE     200  /* milliseconds without an event until a save is one */
#define SETTLE_MAX 100  /* events after which one is, all the same */
#define LOOK       1000 /* milliseconds between two looks at the files */
#define SAVED                                                                  \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

static void
add_folders(const struct watch *w)
{
	char *paths[] = {(char *)w->folder, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *f;

	while (tree != NULL && (f = fts_read(tree)) != NULL)
		if (strcmp(f->fts_name, ".git") == 0 ||
		    strcmp(f->fts_name, ".codex-log") == 0)
			fts_set(tree, f, FTS_SKIP);
		else if (f->fts_info == FTS_D)
			inotify_add_watch(w->events, f->fts_path, SAVED);
	if (tree != NULL)
		fts_close(tree);
}

/* The terminal as it was; also when the program fails. */
static struct termios before;
static bool raw;

static void
give_back(void)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raw = false;
}

static bool
read_keys(void)
{
	static bool registered;
	struct termios keys;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
		return false;
	if (!registered)
		registered = atexit(give_back) == 0;
	keys = before;
	keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw = tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
	return raw;
}

void
watch_open(struct watch *w, const char *folder)
{
	*w = (struct watch){.folder = folder,
	    .events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
	    .mark = practice_mark(folder)};
	if (w->events >= 0)
		add_folders(w);
	w->keys = read_keys();
}

void
watch_close(struct watch *w)
{
	give_back();
	if (w->events >= 0)
		close(w->events);
	w->events = -1;
	w->keys = false;
}

static void
drain(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof(events)) > 0)
		;
}

/* Whether the files are others than those seen last. */
static bool
has_changed(struct watch *w)
{
	unsigned long mark = practice_mark(w->folder);
	bool changed = mark != w->mark;

	w->mark = mark;
	return changed;
}

/* A key, or WATCH_ENDED. */
static int
read_key(void)
{
	char key;

	return read(STDIN_FILENO, &key, 1) == 1 ? key : WATCH_ENDED;
}

int
watch_next(struct watch *w)
{
	struct pollfd fds[] = {{.fd = w->events, .events = POLLIN},
	    {.fd = interrupt_fd(), .events = POLLIN},
	    {.fd = w->keys ? STDIN_FILENO : -1, .events = POLLIN}};
	int wait = LOOK, settling = 0;

	for (;;) {
		int n = poll(fds, 3, wait);

		if (interrupt_number() != 0 || (n < 0 && errno != EINTR))
			return WATCH_ENDED;
		if (n > 0 && fds[2].revents != 0)
			return read_key();
		if (n > 0 && fds[0].revents != 0) {
			drain(w->events);
			add_folders(w); /* those that were made */
			if (++settling < SETTLE_MAX) {
				wait = SETTLE;
				continue;
			}
		}
		wait = LOOK;
		settling = 0;
		if (has_changed(w))
			return WATCH_SAVED;
	}
}
