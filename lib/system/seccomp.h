#ifndef SYSTEM_SECCOMP_H
#define SYSTEM_SECCOMP_H

#include <stdbool.h>

/*
 * A filter of system calls (seccomp(2)), constant since the build: no
 * library puts it together when a helper starts. What is denied answers
 * EPERM; what is newer than the filter, clone3 and io_uring, ENOSYS, so that
 * libraries fall back to what can be judged; another architecture's system
 * calls end the process.
 */
enum seccomp_kind {
	/*
	 * Reads files: starts nothing, changes nothing that has a name, opens
	 * nothing for writing, signals only itself. openat2 takes only a
	 * sealed way (ways.h), if there are any.
	 */
	SECCOMP_READ,
	/* The same, and starts programs that read (git). */
	SECCOMP_READ_BY_PROGRAMS,
	/* Changes files, starts nothing. */
	SECCOMP_WRITE,
	/*
	 * Starts programs of all kinds: no namespaces, mounts, io_uring,
	 * kernel keys, terminal injection and the like; sockets, chmod and
	 * ptrace are left to other layers.
	 */
	SECCOMP_RUN,
};

/*
 * Restricts this process and all that it starts, for ever (no_new_privs
 * too). 0, or -1 with errno; ENOSYS on a processor that has no filter here.
 */
int seccomp_restrict(enum seccomp_kind kind);
/* Whether the kernel and this processor have filters. */
bool seccomp_is_there(void);

#endif
