/* killer: runs a command and kills it before its n-th change of files */
#include "base/num.h"
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
/* glibc's own sys/ptrace.h comes first */
#include <linux/ptrace.h>

static bool
changes_files(unsigned long long call, unsigned long long flags)
{
	static const long calls[] = {SYS_write, SYS_ftruncate, SYS_fchmod,
	    SYS_fsync, SYS_linkat, SYS_unlinkat, SYS_mkdirat, SYS_renameat,
	    SYS_renameat2};

	if (call == SYS_openat)
		return flags & O_CREAT;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if ((unsigned long long)calls[i] == call)
			return true;
	return false;
}

/* Whether it stands before such a system call. */
static bool
at_change(pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		return false;
	return info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       changes_files(info.entry.nr, info.entry.args[2]);
}

/* Its status when it ends by itself, or 137. */
static int
watch(pid_t pid, long n)
{
	int status, signal;

	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80) && at_change(pid) && --n == 0)
			kill(pid, SIGKILL);
		if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP)
			signal = 0;
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* killer N COMMAND...: 125 where processes cannot be traced */
int
main(int argc, char **argv)
{
	long n;
	int status;
	pid_t pid;

	if (argc < 3 || !parse_long(argv[1], 1, INT_MAX, &n))
		return 2;
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			_exit(125);
		raise(SIGSTOP);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		return 125;
	ptrace(PTRACE_SETOPTIONS, pid, 0,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	return watch(pid, n);
}
