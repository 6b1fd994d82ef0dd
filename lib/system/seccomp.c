/* seccomp: what system calls a process may make, from now on */
#include "system/seccomp.h"
#include "system/ways.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

/* The first number that nobody had looked at when this was written. */
#define NEWER 450

/*
 * A set of system calls is one bit for each number, in words of 32: SET(w)
 * is its word w. The filter finds the word in four steps and the bit in one,
 * which costs every system call the same, and the start of a process less
 * than a hundred comparisons do.
 */
#define IN(w, nr) ((nr) / 32 == (w) ? 1U << (nr) % 32 : 0U)

/* What the processors have that began before 2012. */
#ifdef __x86_64__
#define OLD_CHANGES(w)                                                         \
	(IN(w, SYS_rename) | IN(w, SYS_mkdir) | IN(w, SYS_rmdir) |             \
	    IN(w, SYS_creat) | IN(w, SYS_link) | IN(w, SYS_unlink) |           \
	    IN(w, SYS_symlink))
#define OLD_MODES(w)                                                           \
	(IN(w, SYS_chmod) | IN(w, SYS_chown) | IN(w, SYS_lchown) |             \
	    IN(w, SYS_mknod) | IN(w, SYS_utime) | IN(w, SYS_utimes) |          \
	    IN(w, SYS_futimesat))
#define OLD_STARTS(w) (IN(w, SYS_fork) | IN(w, SYS_vfork))
#define OLD_KERNEL(w)                                                          \
	(IN(w, SYS_iopl) | IN(w, SYS_ioperm) | IN(w, SYS_modify_ldt) |         \
	    IN(w, SYS_uselib) | IN(w, SYS_ustat) | IN(w, SYS_sysfs) |          \
	    IN(w, SYS_create_module) | IN(w, SYS__sysctl))
#else
#define OLD_CHANGES(w) 0U
#define OLD_MODES(w)   0U
#define OLD_STARTS(w)  0U
#define OLD_KERNEL(w)  0U
#endif

/* Nobody's: the system's own affairs, namespaces, mounts, handles. */
#define KERNEL(w)                                                              \
	(IN(w, SYS_unshare) | IN(w, SYS_setns) | IN(w, SYS_mount) |            \
	    IN(w, SYS_umount2) | IN(w, SYS_pivot_root) | IN(w, SYS_chroot) |   \
	    IN(w, SYS_open_tree) | IN(w, SYS_move_mount) | IN(w, SYS_fsopen) | \
	    IN(w, SYS_fsconfig) | IN(w, SYS_fsmount) | IN(w, SYS_fspick) |     \
	    IN(w, SYS_mount_setattr) | IN(w, SYS_open_by_handle_at) |          \
	    IN(w, SYS_name_to_handle_at) | IN(w, SYS_bpf) |                    \
	    IN(w, SYS_perf_event_open) | IN(w, SYS_userfaultfd) |              \
	    IN(w, SYS_keyctl) | IN(w, SYS_add_key) | IN(w, SYS_request_key) |  \
	    IN(w, SYS_kexec_load) | IN(w, SYS_kexec_file_load) |               \
	    IN(w, SYS_init_module) | IN(w, SYS_finit_module) |                 \
	    IN(w, SYS_delete_module) | IN(w, SYS_reboot) | IN(w, SYS_swapon) | \
	    IN(w, SYS_swapoff) | IN(w, SYS_acct) | IN(w, SYS_quotactl) |       \
	    IN(w, SYS_quotactl_fd) | IN(w, SYS_settimeofday) |                 \
	    IN(w, SYS_clock_settime) | IN(w, SYS_clock_adjtime) |              \
	    IN(w, SYS_adjtimex) | IN(w, SYS_sethostname) |                     \
	    IN(w, SYS_setdomainname) | IN(w, SYS_syslog) |                     \
	    IN(w, SYS_vhangup) | IN(w, SYS_fanotify_init) |                    \
	    IN(w, SYS_lookup_dcookie) | IN(w, SYS_nfsservctl) | OLD_KERNEL(w))

/* No helper's that starts nothing but git: others, and the metadata. */
#define OTHERS(w)                                                              \
	(KERNEL(w) | IN(w, SYS_socket) | IN(w, SYS_socketpair) |               \
	    IN(w, SYS_connect) | IN(w, SYS_bind) | IN(w, SYS_listen) |         \
	    IN(w, SYS_accept) | IN(w, SYS_accept4) | IN(w, SYS_sendto) |       \
	    IN(w, SYS_sendmsg) | IN(w, SYS_sendmmsg) | IN(w, SYS_recvmsg) |    \
	    IN(w, SYS_recvmmsg) | IN(w, SYS_ptrace) |                          \
	    IN(w, SYS_process_vm_readv) | IN(w, SYS_process_vm_writev) |       \
	    IN(w, SYS_process_madvise) | IN(w, SYS_process_mrelease) |         \
	    IN(w, SYS_kcmp) | IN(w, SYS_pidfd_getfd) |                         \
	    IN(w, SYS_pidfd_send_signal) | IN(w, SYS_rt_sigqueueinfo) |        \
	    IN(w, SYS_rt_tgsigqueueinfo) | IN(w, SYS_tkill) |                  \
	    IN(w, SYS_setpriority) | IN(w, SYS_ioprio_set) |                   \
	    IN(w, SYS_sched_setaffinity) | IN(w, SYS_sched_setparam) |         \
	    IN(w, SYS_sched_setscheduler) | IN(w, SYS_sched_setattr) |         \
	    IN(w, SYS_migrate_pages) | IN(w, SYS_move_pages) |                 \
	    IN(w, SYS_fchmodat) | IN(w, SYS_fchown) | IN(w, SYS_fchownat) |    \
	    IN(w, SYS_setxattr) | IN(w, SYS_lsetxattr) |                       \
	    IN(w, SYS_fsetxattr) | IN(w, SYS_removexattr) |                    \
	    IN(w, SYS_lremovexattr) | IN(w, SYS_fremovexattr) |                \
	    IN(w, SYS_utimensat) | IN(w, SYS_mknodat) | IN(w, SYS_truncate) |  \
	    IN(w, SYS_shmget) | IN(w, SYS_shmat) | IN(w, SYS_msgget) |         \
	    IN(w, SYS_semget) | IN(w, SYS_mq_open) | IN(w, SYS_mq_unlink) |    \
	    IN(w, SYS_memfd_create) | IN(w, SYS_memfd_secret) |                \
	    IN(w, SYS_personality) | IN(w, SYS_setuid) | IN(w, SYS_setgid) |   \
	    IN(w, SYS_setreuid) | IN(w, SYS_setregid) | IN(w, SYS_setresuid) | \
	    IN(w, SYS_setresgid) | IN(w, SYS_setgroups) |                      \
	    IN(w, SYS_setfsuid) | IN(w, SYS_setfsgid) | IN(w, SYS_capset) |    \
	    IN(w, SYS_execveat) | OLD_MODES(w))

/* To change what has a name. */
#define CHANGES(w)                                                             \
	(IN(w, SYS_renameat2) | IN(w, SYS_mkdirat) | IN(w, SYS_unlinkat) |     \
	    IN(w, SYS_linkat) | IN(w, SYS_symlinkat) | IN(w, SYS_renameat) |   \
	    IN(w, SYS_fchmod) | OLD_CHANGES(w))

/* To start programs, and to signal others. */
#define STARTS(w) (IN(w, SYS_execve) | IN(w, SYS_kill) | OLD_STARTS(w))

#define FOR_READ(w)     (OTHERS(w) | CHANGES(w) | STARTS(w))
#define FOR_PROGRAMS(w) (OTHERS(w) | CHANGES(w))
#define FOR_WRITE(w)    (OTHERS(w) | STARTS(w))
#define FOR_RUN(w)      (KERNEL(w))

#define DO(code, k)       BPF_STMT(code, k)
#define IF(code, k, t, f) BPF_JUMP(BPF_JMP | (code) | BPF_K, k, t, f)
#define LOAD(member)                                                           \
	DO(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define SAY(what)    DO(BPF_RET | BPF_K, what)
#define SAY_ALLOWED  SAY(SECCOMP_RET_ALLOW)
#define SAY_ERROR(e) SAY(SECCOMP_RET_ERRNO | (e))
#define SAY_END      SAY(SECCOMP_RET_KILL_PROCESS)

/*
 * The tree's node i goes on at node 2i+1 or, when the word's number is at
 * least k, at 2i+2; from 15 on these are the words, of two steps each.
 */
#define PLACE(i) ((i) < 15 ? (i) : 15 + 2 * ((i)-15))
#define NODE(i, k)                                                             \
	IF(BPF_JGE, k, PLACE(2 * (i) + 2) - (i)-1, PLACE(2 * (i) + 1) - (i)-1)
#define WORD(w, bits)                                                          \
	DO(BPF_LD | BPF_IMM, bits), DO(BPF_JMP | BPF_JA, 2 * (15 - (w)))

/* Ends with the answer of a set for the system call's number, in A. */
#define LOOK_UP(SET)                                                           \
	DO(BPF_ALU | BPF_AND | BPF_K, 31), DO(BPF_MISC | BPF_TAX, 0),          \
	    LOAD(nr), DO(BPF_ALU | BPF_RSH | BPF_K, 5), NODE(0, 8),            \
	    NODE(1, 4), NODE(2, 12), NODE(3, 2), NODE(4, 6), NODE(5, 10),      \
	    NODE(6, 14), NODE(7, 1), NODE(8, 3), NODE(9, 5), NODE(10, 7),      \
	    NODE(11, 9), NODE(12, 11), NODE(13, 13), NODE(14, 15),             \
	    WORD(0, SET(0)), WORD(1, SET(1)), WORD(2, SET(2)),                 \
	    WORD(3, SET(3)), WORD(4, SET(4)), WORD(5, SET(5)),                 \
	    WORD(6, SET(6)), WORD(7, SET(7)), WORD(8, SET(8)),                 \
	    WORD(9, SET(9)), WORD(10, SET(10)), WORD(11, SET(11)),             \
	    WORD(12, SET(12)), WORD(13, SET(13)), WORD(14, SET(14)),           \
	    WORD(15, 0U), DO(BPF_ALU | BPF_RSH | BPF_X, 0),                    \
	    IF(BPF_JSET, 1, 0, 1), SAY_ERROR(EPERM), SAY_ALLOWED

/*
 * What nobody is denied and a search does a hundred thousand times: of steps
 * as simple as these the kernel knows beforehand that they allow, and leaves
 * the filter out.
 */
#define ALLOWED(nr) IF(BPF_JEQ, nr, 0, 1), SAY_ALLOWED
#define OFTEN                                                                  \
	ALLOWED(SYS_read), ALLOWED(SYS_pread64), ALLOWED(SYS_close),           \
	    ALLOWED(SYS_newfstatat), ALLOWED(SYS_getdents64)

/* Begins: A is the number of a system call that can be judged. */
#define BEGIN                                                                  \
	LOAD(arch), IF(BPF_JEQ, ARCH, 1, 0), SAY_END, LOAD(nr), OFTEN,         \
	    IF(BPF_JGE, 0x40000000, 0, 1), SAY_END /* x32 */,                  \
	    IF(BPF_JGE, NEWER, 3, 0), IF(BPF_JEQ, SYS_clone3, 2, 0),           \
	    IF(BPF_JGE, SYS_io_uring_setup, 0, 2),                             \
	    IF(BPF_JGT, SYS_io_uring_register, 1, 0), SAY_ERROR(ENOSYS)

#define NAMESPACES                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |         \
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define CLONE_WITHOUT_NAMESPACES                                               \
	IF(BPF_JEQ, SYS_clone, 0, 4), LOAD(args[0]),                           \
	    IF(BPF_JSET, NAMESPACES, 0, 1), SAY_ERROR(EPERM), SAY_ALLOWED
/* a new thread at most */
#define CLONE_THREADS                                                          \
	IF(BPF_JEQ, SYS_clone, 0, 4), LOAD(args[0]),                           \
	    IF(BPF_JSET, CLONE_THREAD, 1, 0), SAY_ERROR(EPERM), SAY_ALLOWED

/* The kernel takes an ioctl's low 32 bits, and so do we. */
#define IOCTL_NO_INJECTION                                                     \
	IF(BPF_JEQ, SYS_ioctl, 0, 5), LOAD(args[1]),                           \
	    IF(BPF_JEQ, TIOCSTI, 1, 0), IF(BPF_JEQ, TIOCLINUX, 0, 1),          \
	    SAY_ERROR(EPERM), SAY_ALLOWED
#define TCGETS_NEW 0x802c542aU /* TCGETS2, which needs another header */
/* what asks for a terminal's size and a pipe's bytes */
#define IOCTL_QUESTIONS                                                        \
	IF(BPF_JEQ, SYS_ioctl, 0, 7), LOAD(args[1]),                           \
	    IF(BPF_JEQ, TCGETS, 4, 0), IF(BPF_JEQ, TCGETS_NEW, 3, 0),          \
	    IF(BPF_JEQ, TIOCGWINSZ, 2, 0), IF(BPF_JEQ, FIONREAD, 1, 0),        \
	    SAY_ERROR(EPERM), SAY_ALLOWED

#define OPEN_FLAGS(nr, arg, flags)                                             \
	IF(BPF_JEQ, nr, 0, 4), LOAD(args[arg]), IF(BPF_JSET, flags, 0, 1),     \
	    SAY_ERROR(EPERM), SAY_ALLOWED
#define MAKING (O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))
#ifdef __x86_64__
#define OPEN_WITHOUT(flags)                                                    \
	OPEN_FLAGS(SYS_openat, 2, flags), OPEN_FLAGS(SYS_open, 1, flags)
#else
#define OPEN_WITHOUT(flags) OPEN_FLAGS(SYS_openat, 2, flags)
#endif

/* our own limits; and raise() and abort(), whose process is put in below */
#define OWN(nr, value)                                                         \
	IF(BPF_JEQ, nr, 0, 4), LOAD(args[0]), IF(BPF_JEQ, value, 1, 0),        \
	    SAY_ERROR(EPERM), SAY_ALLOWED
#define OURSELVES 0x70696421U

/*
 * openat2 takes a sealed way, which begins at a step of its place; a program
 * that was started has none. Where none is sealed, no number is this one.
 */
#define TAKES_WAY 0x73796177U
#define HIGH(arg)                                                              \
	DO(BPF_LD | BPF_W | BPF_ABS,                                           \
	    offsetof(struct seccomp_data, args[arg]) + 4)
#define SEALED_WAY                                                             \
	IF(BPF_JEQ, TAKES_WAY, 0, 7), HIGH(2), IF(BPF_JEQ, 0, 0, 3),           \
	    LOAD(args[2]),                                                     \
	    DO(BPF_ALU | BPF_AND | BPF_K, ~((WAYS - 1) * WAYS_STEP)),          \
	    IF(BPF_JEQ, WAYS_PLACE, 1, 0), SAY_ERROR(EPERM), SAY_ALLOWED

/*
 * Whether an address is behind the place: then so many steps on, or else so
 * many. What is above 56 bits the kernel may leave out of account.
 */
#define BEHIND(arg, yes, no)                                                   \
	HIGH(arg), DO(BPF_ALU | BPF_AND | BPF_K, 0xffffff),                    \
	    IF(BPF_JEQ, 0, 0, (yes) + 2), LOAD(args[arg]),                     \
	    IF(BPF_JGE, WAYS_END, yes, no)
#define IF_BEHIND(arg) BEHIND(arg, 0, 1), SAY_ALLOWED, SAY_ERROR(EPERM)
/* what alters or removes what lies from its first argument on */
#define KEEPS(nr) IF(BPF_JEQ, nr, 0, 7), IF_BEHIND(0)
/* what may put something in the place of what is there */
#define KEEPS_FROM_MAPS                                                        \
	IF(BPF_JEQ, SYS_mmap, 0, 9), LOAD(args[3]),                            \
	    IF(BPF_JSET, MAP_FIXED, 0, 5), IF_BEHIND(0)
#define KEEPS_FROM_MOVES                                                       \
	IF(BPF_JEQ, SYS_mremap, 0, 14), BEHIND(0, 0, 8), LOAD(args[3]),        \
	    IF(BPF_JSET, MREMAP_FIXED, 0, 5), IF_BEHIND(4)
/* the heap's end; 0 only asks for it */
#define KEEPS_FROM_HEAP                                                        \
	IF(BPF_JEQ, SYS_brk, 0, 9), LOAD(args[0]), IF(BPF_JEQ, 0, 5, 0),       \
	    IF_BEHIND(0)
#define ONLY_SEALED                                                            \
	SEALED_WAY, KEEPS(SYS_munmap), KEEPS(SYS_mprotect),                    \
	    KEEPS(SYS_pkey_mprotect), KEEPS(SYS_remap_file_pages),             \
	    KEEPS_FROM_MAPS, KEEPS_FROM_MOVES, KEEPS_FROM_HEAP

/* LeakSanitizer looks at us from a process that it starts for that. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZER IF(BPF_JEQ, SYS_ptrace, 0, 1), SAY_ALLOWED,
#undef CLONE_THREADS
#define CLONE_THREADS CLONE_WITHOUT_NAMESPACES
#else
#define SANITIZER
#endif

#ifdef ARCH
static const struct sock_filter for_read[] = {BEGIN, SANITIZER CLONE_THREADS,
    IOCTL_QUESTIONS, OPEN_WITHOUT(MAKING | O_ACCMODE), OWN(SYS_prlimit64, 0),
    OWN(SYS_tgkill, OURSELVES), ONLY_SEALED, LOOK_UP(FOR_READ)};
static const struct sock_filter for_programs[] = {BEGIN,
    SANITIZER CLONE_WITHOUT_NAMESPACES, IOCTL_QUESTIONS, OPEN_WITHOUT(MAKING),
    OWN(SYS_prlimit64, 0), ONLY_SEALED, LOOK_UP(FOR_PROGRAMS)};
static const struct sock_filter for_write[] = {BEGIN, SANITIZER CLONE_THREADS,
    IOCTL_QUESTIONS, OWN(SYS_prlimit64, 0), OWN(SYS_tgkill, OURSELVES),
    LOOK_UP(FOR_WRITE)};
static const struct sock_filter for_run[] = {
    BEGIN, CLONE_WITHOUT_NAMESPACES, IOCTL_NO_INJECTION, LOOK_UP(FOR_RUN)};

#define SIZE(filter) (sizeof(filter) / sizeof(*(filter)))

static const struct {
	const struct sock_filter *steps;
	unsigned short n;
} filters[] = {
    [SECCOMP_READ] = {for_read, SIZE(for_read)},
    [SECCOMP_READ_BY_PROGRAMS] = {for_programs, SIZE(for_programs)},
    [SECCOMP_WRITE] = {for_write, SIZE(for_write)},
    [SECCOMP_RUN] = {for_run, SIZE(for_run)},
};

#define MOST 256
_Static_assert(SIZE(for_read) <= MOST && SIZE(for_programs) <= MOST &&
		   SIZE(for_write) <= MOST && SIZE(for_run) <= MOST,
    "a filter has too many steps");

int
seccomp_restrict(enum seccomp_kind kind)
{
	struct sock_filter steps[MOST];
	struct sock_fprog program = {.len = filters[kind].n, .filter = steps};

	for (size_t i = 0; i < program.len; i++) {
		steps[i] = filters[kind].steps[i];
		if (steps[i].k == OURSELVES)
			steps[i].k = (uint32_t)getpid();
		if (steps[i].k == TAKES_WAY && ways_are_sealed())
			steps[i].k = SYS_openat2;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

bool
seccomp_is_there(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}
#else
int
seccomp_restrict(enum seccomp_kind kind)
{
	(void)kind;
	errno = ENOSYS;
	return -1;
}

bool
seccomp_is_there(void)
{
	return false;
}
#endif
