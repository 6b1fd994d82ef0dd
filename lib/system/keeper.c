/* keeper: what a program started ends with it, and with us */
#include "system/keeper.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_NS 400000000 /* after our parent's end */
#define ROUNDS   5000      /* of ending what forks as it is ended */

static void
fill(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

void
keeper_hold_signals(void)
{
	sigset_t set;

	fill(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGCHLD, SIG_DFL);
}

static int
open_children(void)
{
	char path[64];
	int n = snprintf(
	    path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());

	return n < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
}

/*
 * Sends the signal to each child that the kernel lists, and waits for it if
 * it is SIGKILL. How many there were.
 */
static int
signal_children(int number, bool (*spare)(pid_t))
{
	int fd = open_children(), n = 0;
	char text[4096];
	pid_t pid = 0;
	ssize_t len;

	if (fd < 0)
		return 0;
	while ((len = read(fd, text, sizeof(text))) > 0) {
		for (const char *s = text; s < text + len; s++) {
			if (*s >= '0' && *s <= '9') {
				pid = pid * 10 + (*s - '0');
				continue;
			}
			if (pid > 0 && (spare == NULL || !spare(pid))) {
				kill(pid, number);
				n++;
				if (number == SIGKILL)
					waitpid(pid, NULL, 0);
			}
			pid = 0;
		}
	}
	close(fd);
	return n;
}

void
keeper_end_children(bool (*spare)(pid_t))
{
	for (int i = 0; i < ROUNDS; i++)
		if (signal_children(SIGKILL, spare) == 0)
			return;
}

/* Reaps what ended; whether the child was among it. */
static bool
reap(pid_t child, int *status)
{
	bool ended = false;
	pid_t pid;
	int s;

	while ((pid = waitpid(-1, &s, WNOHANG)) > 0) {
		if (pid != child)
			continue;
		ended = true;
		*status = WIFSIGNALED(s) ? 128 + WTERMSIG(s) : WEXITSTATUS(s);
	}
	return ended;
}

/*
 * Waits for the child; `all` is what a signal is sent to. Its status, or
 * that of having been killed.
 */
static int
stay(pid_t child, pid_t all)
{
	struct timespec grace = {.tv_nsec = GRACE_NS};
	bool orphan = false;
	int status = 128 + SIGKILL, number;
	sigset_t set;

	fill(&set);
	for (;;) {
		number = sigtimedwait(&set, NULL, orphan ? &grace : NULL);
		if (number < 0 && errno == EINTR)
			continue;
		if (number < 0)
			return status;
		if (number == SIGCHLD && reap(child, &status))
			return status;
		if (number == SIGCHLD)
			continue;
		orphan = orphan || number == SIGHUP;
		kill(all, SIGTERM);
		kill(all, SIGCONT);
	}
}

noreturn void
keeper_stay(pid_t child)
{
	int status;

	prctl(PR_SET_DUMPABLE, 0);
	status = stay(child, -child);
	keeper_end_children(NULL);
	_exit(status);
}

noreturn void
keeper_stay_first(pid_t child)
{
	prctl(PR_SET_DUMPABLE, 0);
	_exit(stay(child, -1));
}
