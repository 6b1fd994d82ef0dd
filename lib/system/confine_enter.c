/* confine_enter: between fork and exec, into the sandbox */
#include "system/confine.h"
#include "system/keeper.h"
#include "system/landlock.h"
#include "system/privileges.h"
#include "system/root.h"
#include "system/scratch.h"
#include "system/seccomp.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <sys/prctl.h>
#include <unistd.h>

#define READS (LANDLOCK_RUN | LANDLOCK_READ | LANDLOCK_LIST)
#define USES  (LANDLOCK_READ | LANDLOCK_OVERWRITE | LANDLOCK_CONTROL)
#define WRITES                                                                 \
	(READS | USES | LANDLOCK_REMOVE | LANDLOCK_MAKE | LANDLOCK_MAKE_SPECIAL)

static int
allow_all(struct landlock *l, const struct strv *paths, uint64_t rights)
{
	for (size_t i = 0; i < paths->n; i++)
		if (landlock_allow_path(l, paths->v[i], rights) < 0 &&
		    errno != EACCES)
			return -1;
	return 0;
}

/* In namespaces, what is there at all can be read. */
static int
restrict_files(const struct confine *c)
{
	bool all = c->mode == CONFINE_NAMESPACES;
	struct landlock l;

	landlock_begin(&l, 0, all || c->network == CONFINE_ONLINE);
	if (l.fd < 0)
		return -1;
	for (size_t i = 0; confine_devices[i] != NULL; i++)
		if (landlock_allow_path(&l, confine_devices[i], USES) < 0)
			return -1;
	if (landlock_allow_path(&l, "/dev/ptmx", USES) < 0 ||
	    landlock_allow_path(&l, "/proc", LANDLOCK_READ | LANDLOCK_LIST) < 0)
		return -1;
	if (all ? landlock_allow_path(&l, "/", READS) < 0 ||
		      landlock_allow_path(
			  &l, "/dev/pts", USES | LANDLOCK_LIST) < 0 ||
		      landlock_allow_path(&l, "/tmp", WRITES) < 0 ||
		      landlock_allow_path(&l, "/var/tmp", WRITES) < 0
		: allow_all(&l, &c->reads, READS) < 0 ||
		      allow_all(&l, &c->lists, LANDLOCK_LIST) < 0)
		return -1;
	if ((c->write && landlock_allow_path(&l, root_path(), WRITES) < 0) ||
	    allow_all(&l, &c->writes, WRITES) < 0)
		return -1;
	return landlock_enforce(&l);
}

static int
open_proc(void)
{
	return open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/*
 * When memory is short, the kernel is to take the program and what it
 * started, and nobody else (proc(5)): not who restores what it changed.
 */
static void
come_first(int proc)
{
	int fd = openat(proc, "self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	/* where that cannot be, its size has to do */
	if (fd < 0 || write(fd, "1000", 4) < 0)
		return;
	close(fd);
}

/*
 * In the child that becomes the program; proc is a /proc that can be written,
 * which ends with the exec. Landlock below ABI 2 would forbid
 * to move a file between folders; namespaces hold without it.
 */
static int
give_up_rights(const struct confine *c, int proc)
{
	bool alone = c->mode == CONFINE_LANDLOCK;

	setsid();
	come_first(proc);
	privileges_limit();
	if (c->landlock >= 2 && restrict_files(c) < 0)
		return -1;
	if (privileges_drop(!alone) < 0 || seccomp_restrict(SECCOMP_RUN) < 0)
		return -1;
	if (!alone)
		return 0;
	if (privileges_spare(getppid()) < 0)
		return -1;
	if (c->network != CONFINE_ONLINE && privileges_no_sockets() < 0)
		return -1;
	return c->landlock < 3 ? privileges_no_truncate() : 0;
}

/*
 * Outside of the sandbox, until all in it has ended. If our parent has ended
 * before, what it would have done then is ours to do.
 */
static noreturn void
keep(const struct confine *c, pid_t child, pid_t all)
{
	struct strv changed = {0};
	bool alone;
	int status = keeper_stay(child, all, &alone);

	if (alone) {
		guard_restore(&c->guard, &changed);
		if (c->scratch != NULL)
			scratch_remove(AT_FDCWD, c->scratch);
	}
	_exit(status);
}

/* The first process of the PID namespace: forks the second, and stays. */
static int
begin_namespace(const struct confine *c, int alive)
{
	struct pollfd parent = {.fd = alive, .events = POLLIN};
	int proc = open_proc(); /* the new one is read-only */
	pid_t pid;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (poll(&parent, 1, 0) != 0)
		_exit(128 + SIGKILL); /* it is dead already */
	if (namespaces_settle(&c->ns) < 0 || privileges_drop(true) < 0)
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0)
		return give_up_rights(c, proc);
	close_range(3, ~0U, 0);
	keeper_stay_first(pid);
}

static int
enter_namespaces(const struct confine *c, int report)
{
	int alive[2];
	pid_t pid;

	if (pipe2(alive, O_CLOEXEC) < 0 || namespaces_enter(&c->ns) < 0)
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0) {
		close(alive[1]);
		return begin_namespace(c, alive[0]);
	}
	close(report);
	keep(c, pid, pid); /* alive[1] ends with us */
}

/* Behind a keeper of our own. */
static int
enter_kept(const struct confine *c, int report)
{
	pid_t pid, keeper = getpid();

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid > 0) {
		close(report);
		keep(c, pid, -pid);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(128 + SIGKILL);
	return c->mode == CONFINE_KEPT ? 0 : give_up_rights(c, open_proc());
}

int
confine_enter(const struct confine *c, int report)
{
	keeper_hold_signals();
	switch (c->mode) {
	case CONFINE_NAMESPACES:
		return enter_namespaces(c, report);
	case CONFINE_LANDLOCK:
	case CONFINE_KEPT:
		return enter_kept(c, report);
	case CONFINE_NOT:
		break;
	}
	return 0;
}
