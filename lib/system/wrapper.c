/* wrapper: one command in our place, with signals passed on to it */
#include "system/wrapper.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_SECONDS 5   /* for a command that was told to stop */
#define ROUNDS        500 /* of ending what it left behind, 2 ms apart */
#define KINDLY        50  /* of these with SIGTERM */

/* What wrapper_wait waits for, and the mask that was there before. */
static sigset_t held, before;

void
wrapper_hold_signals(void)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction old;

	sigemptyset(&held);
	sigaddset(&held, SIGCHLD);
	signal(SIGCHLD, SIG_DFL);
	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
		sigaction(stops[i], NULL, &old);
		/* what nohup or a shell's & ignores stays ignored */
		if (old.sa_handler != SIG_IGN)
			sigaddset(&held, stops[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &before);
}

static void
become(char *const *argv, char *const *env, pid_t parent, int report)
{
	int error;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	sigprocmask(SIG_SETMASK, &before, NULL);
	execvpe(argv[0], argv, env);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

long
wrapper_start(char *const *argv, char *const *env, struct error *e)
{
	pid_t pid, parent = getpid();
	int report[2], error = 0;
	ssize_t n;

	/* orphans of the command become our children, to be ended with it */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (pipe2(report, O_CLOEXEC) == -1)
		return error_errno(e, "cannot start '%s'", argv[0]);
	pid = fork();
	if (pid == 0)
		become(argv, env, parent, report[1]);
	close(report[1]);
	do
		n = read(report[0], &error, sizeof(error));
	while (n == -1 && errno == EINTR);
	close(report[0]);
	if (pid != -1 && n == 0)
		return pid;
	if (pid != -1)
		waitpid(pid, NULL, 0);
	return error_set(e, ERROR_NOT_AVAILABLE, "cannot start '%s': %s",
	    argv[0], strerror(error ? error : errno));
}

/* Sends the signal to each child that the kernel lists; how many. */
static int
signal_children(int number)
{
	char path[64];
	FILE *list;
	int pid, n = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	list = fopen(path, "re");
	if (list == NULL)
		return 0;
	while (fscanf(list, "%d", &pid) == 1) {
		kill(pid, number);
		n++;
	}
	fclose(list);
	return n;
}

/* As children die, theirs become ours: until there are none. */
static void
end_descendants(void)
{
	const struct timespec pause = {.tv_nsec = 2000000};

	for (int i = 0; i < ROUNDS; i++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (signal_children(i < KINDLY ? SIGTERM : SIGKILL) == 0)
			return;
		nanosleep(&pause, NULL);
	}
}

/* Reaps what has ended; whether pid was among it, its status in *status. */
static bool
reap(pid_t pid, int *status)
{
	bool ended = false;
	pid_t got;
	int s;

	while ((got = waitpid(-1, &s, WNOHANG)) > 0) {
		if (got != pid)
			continue;
		ended = true;
		*status = WIFSIGNALED(s) ? 128 + WTERMSIG(s) : WEXITSTATUS(s);
	}
	return ended;
}

int
wrapper_wait(long pid, int *stopped)
{
	const struct timespec grace = {.tv_sec = GRACE_SECONDS};
	siginfo_t info;
	int number, status = 0;

	*stopped = 0;
	for (;;) {
		number = sigtimedwait(&held, &info, *stopped ? &grace : NULL);
		if (number == -1 && errno == EINTR)
			continue;
		if (number == SIGCHLD) {
			if (pid != 0 && reap((pid_t)pid, &status))
				break;
			continue;
		}
		if (number == -1) {
			/* it was told to stop, and time is up */
			kill((pid_t)pid, SIGKILL);
			status = 128 + SIGKILL;
			break;
		}
		*stopped = number;
		if (pid == 0)
			break;
		/* the terminal has told the whole group by itself */
		if (info.si_code != SI_KERNEL)
			kill((pid_t)pid, number);
	}
	end_descendants();
	return status;
}

void
wrapper_raise(int number)
{
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
