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

#define GRACE_NS 250000000 /* after our parent's end: less than it gives us */
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

/* Kills each child that the kernel lists, and waits for it; how many. */
static int
kill_children(void)
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
			if (pid > 0) {
				kill(pid, SIGKILL);
				waitpid(pid, NULL, 0);
				n++;
			}
			pid = 0;
		}
	}
	close(fd);
	return n;
}

/* As children die, theirs become ours: until there are none. */
static void
end_children(void)
{
	for (int i = 0; i < ROUNDS; i++)
		if (kill_children() == 0)
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

/* Waits for the child. Its status, or that of having been killed. */
static int
stay(pid_t child, pid_t all, bool *alone)
{
	struct timespec grace = {.tv_nsec = GRACE_NS};
	int status = 128 + SIGKILL, number;
	sigset_t set;

	fill(&set);
	for (;;) {
		number = sigtimedwait(&set, NULL, *alone ? &grace : NULL);
		if (number < 0 && errno == EINTR)
			continue;
		if (number < 0 || number == SIGINT)
			return status;
		if (number == SIGCHLD && reap(child, &status))
			return status;
		if (number == SIGCHLD)
			continue;
		*alone = *alone || number == SIGHUP;
		kill(all, SIGTERM);
		kill(all, SIGCONT);
	}
}

int
keeper_stay(pid_t child, pid_t all, bool *alone)
{
	int status;

	prctl(PR_SET_DUMPABLE, 0);
	*alone = false;
	status = stay(child, all, alone);
	end_children();
	return status;
}

noreturn void
keeper_stay_first(pid_t child)
{
	bool alone = false;

	prctl(PR_SET_DUMPABLE, 0);
	_exit(stay(child, -1, &alone));
}
