/* privileges: what a process gives up beside its view of files */
#include "system/privileges.h"
#include <asm/sockios.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define PROCESSES 8192 /* beside those that run now */

/* What root may keep for files, and for what is only its own. */
static const int of_files[] = {
    CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID};
static const int of_ours[] = {
    CAP_KILL, CAP_SETUID, CAP_SETGID, CAP_NET_BIND_SERVICE};

static uint64_t
kept(bool whole)
{
	uint64_t keep = 0;

	for (size_t i = 0; i < 4 && geteuid() == 0; i++)
		keep |= UINT64_C(1) << of_files[i] | (uint64_t)whole
							 << of_ours[i];
	return keep;
}

int
privileges_drop(bool whole)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	uint64_t keep = kept(whole);

	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int cap = 0; cap < 64; cap++)
		if (!(keep >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	if (syscall(SYS_capget, &head, data) < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		data[i].permitted &= (uint32_t)(keep >> (32 * i));
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return (int)syscall(SYS_capset, &head, data);
}

void
privileges_limit(void)
{
	struct rlimit limit = {0};
	struct sysinfo info;
	rlim_t most;

	setrlimit(RLIMIT_CORE, &limit);
	if (sysinfo(&info) < 0 || getrlimit(RLIMIT_NPROC, &limit) < 0)
		return;
	most = info.procs + PROCESSES;
	if (limit.rlim_cur > most) {
		limit.rlim_max = limit.rlim_cur = most;
		setrlimit(RLIMIT_NPROC, &limit);
	}
}

static int
install(struct sock_filter *code, size_t n)
{
	struct sock_fprog filter = {(unsigned short)n, code};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

#define LOAD(member)                                                           \
	BPF_STMT(                                                              \
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define EQUALS(k, t, f) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, t, f)
#define DENY            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/*
 * Numbers of another architecture do not come here: the filter of seccomp.h
 * ends them. A datagram pair could be connected anew, to any path.
 */
int
privileges_no_sockets(void)
{
	struct sock_filter code[] = {
	    LOAD(nr),
	    EQUALS(SYS_socket, 4, 0),
	    EQUALS(SYS_socketpair, 0, 4),
	    LOAD(args[1]),
	    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
	    EQUALS(SOCK_DGRAM, 0, 1),
	    DENY,
	    ALLOW,
	};

	return install(code, sizeof(code) / sizeof(*code));
}

int
privileges_spare(pid_t pid)
{
	struct sock_filter code[] = {
	    LOAD(nr),
	    /* limits, which Landlock does not speak of: our own */
	    EQUALS(SYS_prlimit64, 0, 3),
	    LOAD(args[0]),
	    EQUALS(0, 0, 20),
	    ALLOW,
	    /* signals, by number, and by what becomes readable */
	    EQUALS(SYS_kill, 13, 0),
	    EQUALS(SYS_tkill, 12, 0),
	    EQUALS(SYS_tgkill, 11, 0),
	    EQUALS(SYS_rt_sigqueueinfo, 10, 0),
	    EQUALS(SYS_rt_tgsigqueueinfo, 9, 0),
	    EQUALS(SYS_pidfd_open, 8, 0),
	    EQUALS(SYS_pidfd_send_signal, 12, 0), /* takes /proc/PID, too */
	    EQUALS(SYS_ioctl, 1, 0),
	    EQUALS(SYS_fcntl, 0, 9),
	    LOAD(args[1]),
	    EQUALS(F_SETOWN, 8, 0),
	    EQUALS(F_SETOWN_EX, 7, 0),
	    EQUALS(FIOSETOWN, 6, 0),
	    EQUALS(SIOCSPGRP, 5, 4),
	    LOAD(args[0]),
	    EQUALS((uint32_t)pid, 3, 0),
	    EQUALS((uint32_t)-getpgid(pid), 2, 0),
	    EQUALS((uint32_t)-1, 1, 0),
	    ALLOW,
	    DENY,
	};

	return install(code, sizeof(code) / sizeof(*code));
}

int
privileges_no_truncate(void)
{
	struct sock_filter code[] = {
	    LOAD(nr),
	    EQUALS(SYS_truncate, 0, 1),
	    DENY,
	    ALLOW,
	};

	return install(code, sizeof(code) / sizeof(*code));
}
