/* attempt: a helper that tries what helpers must not do (sandbox.bats) */
#include "contract/tool.h"
#include "system/root.h"
#include "system/ways.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * attempt KIND ATTEMPT [WHAT]: becomes a helper of that kind, which `bare` is
 * none of, tries it, and says `ok` or the name of the error. It says so by
 * its own write: what an attempt needs is opened before the restriction only
 * where that is the point of it.
 */
struct args {
	const char *attempt, *what;
};

static const struct tool_field fields[] = {
    {.name = "attempt",
	.type = TOOL_STRING,
	.offset = offsetof(struct args, attempt),
	.has_offset = SIZE_MAX},
    {.name = "what",
	.type = TOOL_STRING,
	.offset = offsetof(struct args, what),
	.has_offset = SIZE_MAX},
    {0}};

#define ENTRY(rights)                                                          \
	"{\"name\":\"probe\",\"description\":\"tries\",\"parameters\":{"       \
	"\"type\":\"object\",\"properties\":{"                                 \
	"\"attempt\":{\"type\":\"string\"},\"what\":{\"type\":\"string\"}},"   \
	"\"required\":[\"attempt\"]},"                                         \
	"\"x-operands\":[\"attempt\",\"what\"]," rights "}"

static const struct {
	const char *kind, *entry;
} kinds[] = {
    {"read", ENTRY("\"x-grants\":[\"read\"]")},
    {"git", ENTRY("\"x-grants\":[\"read\"],\"x-programs\":[\"git\"]")},
    {"owner", ENTRY("\"x-grants\":[\"read\"],\"x-owns\":[\"policy.json\"]")},
    {"write", ENTRY("\"x-grants\":[\"read\",\"write\"]")},
};

static const char *what;
static char say[] = "say";
static pid_t pid;

static int
read_fd(int fd)
{
	char byte;

	return fd < 0 ? -1 : read(fd, &byte, 1) < 0 ? -1 : 0;
}

static int
try_read(void)
{
	return read_fd(open(what, O_RDONLY | O_NONBLOCK));
}

/* A file that is made only now. */
static int
try_read_late(void)
{
	for (int i = 0; i < 1000 && access(what, F_OK) < 0; i++)
		usleep(5000);
	return try_read();
}

static int
try_stat(void)
{
	struct stat st;

	return stat(what, &st);
}

static int
try_list(void)
{
	return open(what, O_RDONLY | O_DIRECTORY) < 0 ? -1 : 0;
}

static int
try_read_openat2(void)
{
	struct open_how how = {.flags = O_RDONLY};

	return read_fd(
	    (int)syscall(SYS_openat2, AT_FDCWD, what, &how, sizeof(how)));
}

/* A descriptor that only names the file, opened anew through /proc. */
static int
try_reopen(void)
{
	char path[64];
	int fd = open(what, O_PATH);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return fd < 0 ? -1 : read_fd(open(path, O_RDONLY));
}

static int
try_read_by_proc_root(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "/proc/self/root%s", what);
	return read_fd(open(path, O_RDONLY));
}

static int
try_read_by_handle(void)
{
	union {
		struct file_handle h;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} u = {.h = {.handle_bytes = MAX_HANDLE_SZ}};
	int mount, folder = open("/", O_RDONLY | O_DIRECTORY);

	if (name_to_handle_at(AT_FDCWD, what, &u.h, &mount, 0) < 0)
		return -1;
	if (folder < 0)
		folder = open(".", O_RDONLY | O_DIRECTORY);
	return read_fd(open_by_handle_at(folder, &u.h, O_RDONLY));
}

static int
try_inherited(void)
{
	return read_fd((int)strtol(what, NULL, 10));
}

static int
try_write(void)
{
	int fd = open(what, O_WRONLY);

	return fd < 0 || write(fd, "x", 1) < 0 ? -1 : 0;
}

static int
try_write_openat2(void)
{
	struct open_how how = {.flags = O_WRONLY | O_TRUNC};

	return syscall(SYS_openat2, AT_FDCWD, what, &how, sizeof(how)) < 0 ? -1
									   : 0;
}

static int
try_create(void)
{
	return open(what, O_WRONLY | O_CREAT | O_EXCL, 0600) < 0 ? -1 : 0;
}

static int
try_create_openat2(void)
{
	struct open_how how = {.flags = O_WRONLY | O_CREAT, .mode = 0600};

	return syscall(SYS_openat2, AT_FDCWD, what, &how, sizeof(how)) < 0 ? -1
									   : 0;
}

static int
try_truncate(void)
{
	return truncate(what, 0);
}

static int
try_open_to_truncate(void)
{
	return open(what, O_RDONLY | O_TRUNC) < 0 ? -1 : 0;
}

static int
try_truncate_openat2(void)
{
	struct open_how how = {.flags = O_RDONLY | O_TRUNC};

	return syscall(SYS_openat2, AT_FDCWD, what, &how, sizeof(how)) < 0 ? -1
									   : 0;
}

/* Where the sealed ways are; who has none maps something there. */
static char *
place(void)
{
	char *at = (char *)(uintptr_t)WAYS_PLACE;

	(void)mmap(at, WAYS_END - WAYS_PLACE, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	return at;
}

static char *
elsewhere(void)
{
	return mmap(NULL, 65536, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* The page that what says is made the attempt's own. */
static int
try_place_write(void)
{
	return mprotect(
	    place() + strtol(what, NULL, 10), 4096, PROT_READ | PROT_WRITE);
}

static int
try_place_unmap(void)
{
	return munmap(place() + strtol(what, NULL, 10), 4096);
}

/* From below it, where the kernel maps nothing. */
static int
try_place_unmap_below(void)
{
	(void)place();
	return munmap(NULL, WAYS_END);
}

static int
try_place_map(void)
{
	return mmap(place() + strtol(what, NULL, 10), 4096,
		   PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED
		   ? -1
		   : 0;
}

static int
try_place_move_away(void)
{
	return mremap(place(), 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
		   elsewhere()) == MAP_FAILED
		   ? -1
		   : 0;
}

static int
try_place_move_into(void)
{
	return mremap(elsewhere(), 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
		   place()) == MAP_FAILED
		   ? -1
		   : 0;
}

static int
try_place_pkey(void)
{
	return pkey_mprotect(place(), 4096, PROT_READ | PROT_WRITE, -1);
}

/* The heap is made to end there, and taken back. */
static int
try_place_heap(void)
{
	return syscall(SYS_brk, place() + 4096) < 0 ? -1 : 0;
}

/* A way of ours, or one that begins within a sealed one. */
static int
try_read_unsealed(void)
{
	union {
		struct open_how how;
		char room[2 * WAYS_STEP];
	} own = {.how = {.flags = O_RDONLY}};
	const char *how = own.room;

	if (*what == '+')
		how = place() + 8;
	return read_fd((int)syscall(
	    SYS_openat2, AT_FDCWD, "top.txt", how, sizeof(own.how)));
}

static int
try_unlink(void)
{
	return unlink(what);
}

/* WHAT is FROM:TO */
static const char *
split_what(char from[4096])
{
	const char *to = strchr(what, ':');

	snprintf(from, 4096, "%.*s", (int)(to - what), what);
	return to + 1;
}

static int
try_rename(void)
{
	char from[4096];

	return rename(from, split_what(from));
}

static int
try_link(void)
{
	char from[4096];

	return link(from, split_what(from));
}

static int
try_symlink(void)
{
	return symlink("anywhere", what);
}

static int
try_mkdir(void)
{
	return mkdir(what, 0700);
}

static int
try_fifo(void)
{
	return mkfifo(what, 0600);
}

static int
try_chmod(void)
{
	return chmod(what, 0777);
}

static int
try_fchmod(void)
{
	int fd = open(what, O_RDONLY);

	return fd < 0 ? -1 : fchmod(fd, 0777);
}

static int
try_chown(void)
{
	return chown(what, getuid(), getgid());
}

static int
try_setxattr(void)
{
	return setxattr(what, "user.probe", "x", 1, 0);
}

static int
try_touch(void)
{
	return utimensat(AT_FDCWD, what, NULL, 0);
}

static int
try_inet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
try_inet6(void)
{
	return socket(AF_INET6, SOCK_DGRAM, 0);
}

static int
try_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static int
try_socketpair(void)
{
	int fds[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
}

/* A socket that was there before: nobody need listen for it to be tried. */
static int
try_connect(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(9),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	if (connect(STDIN_FILENO, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != ECONNREFUSED)
		return -1;
	return 0;
}

static int
try_io_uring(void)
{
	char parameters[256] = {0};

	return (int)syscall(SYS_io_uring_setup, 1, parameters);
}

static int
try_ptrace(void)
{
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0)
		return -1;
	return 0;
}

static int
try_process_vm_readv(void)
{
	static char here[1], there[1];
	struct iovec to = {here, 1}, from = {there, 1};

	return process_vm_readv(pid, &to, 1, &from, 1, 0) < 0 ? -1 : 0;
}

static int
try_process_vm_writev(void)
{
	static char here[1], there[1];
	struct iovec from = {here, 1}, to = {there, 1};

	return process_vm_writev(pid, &from, 1, &to, 1, 0) < 0 ? -1 : 0;
}

static int
try_read_memory(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	return open(path, O_RDONLY) < 0 ? -1 : 0;
}

static int
try_kill(void)
{
	return kill(pid, 0);
}

/* What a helper started itself, it may end. */
static int
try_kill_child(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		for (;;)
			pause();
	if (child < 0 || kill(child, SIGKILL) < 0)
		return -1;
	return waitpid(child, &status, 0) == child ? 0 : -1;
}

static int
try_tgkill(void)
{
	return (int)syscall(SYS_tgkill, pid, pid, 0);
}

static int
try_tkill(void)
{
	return (int)syscall(SYS_tkill, pid, 0);
}

static int
try_pidfd_send_signal(void)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return (int)syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0);
}

static int
try_prlimit(void)
{
	struct rlimit limit;

	return prlimit(pid, RLIMIT_NOFILE, NULL, &limit);
}

static int
try_setpriority(void)
{
	return setpriority(PRIO_PROCESS, (id_t)pid, 5);
}

static int
try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static int
try_clone(unsigned long flags)
{
	long child = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, 0);

	if (child == 0)
		_exit(0);
	if (child > 0)
		waitpid((pid_t)child, NULL, 0);
	return child < 0 ? -1 : 0;
}

static int
try_clone_namespace(void)
{
	return try_clone(CLONE_NEWUSER);
}

static int
try_fork(void)
{
	return try_clone(0);
}

static int
try_clone3(void)
{
	uint64_t a[8] = {0};
	long child;

	a[4] = SIGCHLD;
	child = syscall(SYS_clone3, a, sizeof(a));
	if (child == 0)
		_exit(0);
	if (child > 0)
		waitpid((pid_t)child, NULL, 0);
	return child < 0 ? -1 : 0;
}

static int
try_setns(void)
{
	return setns(STDIN_FILENO, 0);
}

static int
try_chroot(void)
{
	return chroot(what);
}

static int
try_mount(void)
{
	return mount(what, what, NULL, MS_BIND, NULL);
}

static int
try_open_tree(void)
{
	return (int)syscall(SYS_open_tree, AT_FDCWD, what, 1);
}

static int
try_inject(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static int
try_set_terminal(void)
{
	char state[256];

	if (ioctl(STDIN_FILENO, TCGETS, state) < 0)
		return -1;
	return ioctl(STDIN_FILENO, TCSETS, state);
}

/* Becomes this program again, which says ok. */
static int
try_exec(void)
{
	char *argv[] = {say, say, NULL};

	execve(what, argv, NULL);
	return -1;
}

/* Becomes a program that the root has, by the loader, which may be run. */
static int
try_exec_by_loader(void)
{
	static char file[] = "src/a.txt";
	char *argv[] = {say, (char *)what, file, NULL};

	execve("/lib64/ld-linux-x86-64.so.2", argv, NULL);
	return -1;
}

static int
try_exec_memory(void)
{
	char *argv[] = {say, say, NULL};

	fexecve(STDIN_FILENO, argv, environ);
	return -1;
}

/* git, told on its command line to start WHAT, prints its status. */
static int
try_git_fsmonitor(void)
{
	char set[4096], *argv[] = {say, set, set, say, say, NULL};
	static char git[] = "git", c[] = "-c", status[] = "status",
		    s[] = "--short";

	snprintf(set, sizeof(set), "core.fsmonitor=%s", what);
	argv[0] = git;
	argv[1] = c;
	argv[3] = status;
	argv[4] = s;
	execvp(git, argv);
	return -1;
}

static int
try_exec_memory_by_path(void)
{
	char *argv[] = {say, say, NULL};

	execve("/proc/self/fd/0", argv, environ);
	return -1;
}

static int
try_memfd(void)
{
	return memfd_create("probe", 0);
}

static int
try_bpf(void)
{
	uint32_t a[32] = {1, 4, 4, 1}; /* a hash of one element */

	return (int)syscall(SYS_bpf, 0, a, sizeof(a));
}

static int
try_perf(void)
{
	struct perf_event_attr a = {.type = PERF_TYPE_SOFTWARE,
	    .size = sizeof(a),
	    .config = PERF_COUNT_SW_TASK_CLOCK,
	    .exclude_kernel = 1};

	return (int)syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);
}

static int
try_keyctl(void)
{
	return (int)syscall(
	    SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1);
}

static int
try_shm(void)
{
	return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
}

static int
try_newer(void)
{
	struct {
		uint64_t attributes[8];
	} any;

	/* statmount(2), asked nonsense: EINVAL where it exists */
	if (syscall(457, &any, 0, 0, 0) < 0 && errno != ENOSYS)
		return 0;
	return -1;
}

static int
try_other_architecture(void)
{
#ifdef __x86_64__
	long result;

	/* getpid by the numbers of 32 bits */
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
	return result > 0 ? 0 : (errno = (int)-result, -1);
#else
	errno = ENOSYS;
	return -1;
#endif
}

/* Not an attempt, but what must go on. */
static int
try_raise(void)
{
	signal(SIGUSR1, SIG_IGN);
	return raise(SIGUSR1);
}

static int
try_no_new_privs(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? (errno = EPERM, -1)
							   : 0;
}

/* Through the root module, as helpers do it. */
static int
try_root_read(void)
{
	struct error e = {0};
	struct buf b = {0};

	if (root_read(what, 1 << 20, &b, NULL, &e) == 0) {
		printf("%s", buf_str(&b));
		return 0;
	}
	printf("%s ", error_name(e.code));
	errno = EACCES;
	return -1;
}

#define ATTEMPT(name)                                                          \
	{                                                                      \
#name, try_##name                                              \
	}
static const struct {
	const char *name;
	int (*try)(void);
} attempts[] = {ATTEMPT(read), ATTEMPT(read_late), ATTEMPT(stat), ATTEMPT(list),
    ATTEMPT(read_openat2), ATTEMPT(reopen), ATTEMPT(read_by_proc_root),
    ATTEMPT(read_by_handle), ATTEMPT(inherited), ATTEMPT(write),
    ATTEMPT(write_openat2), ATTEMPT(create), ATTEMPT(create_openat2),
    ATTEMPT(truncate), ATTEMPT(open_to_truncate), ATTEMPT(truncate_openat2),
    ATTEMPT(place_write), ATTEMPT(place_unmap), ATTEMPT(place_unmap_below),
    ATTEMPT(place_map), ATTEMPT(place_move_away), ATTEMPT(place_move_into),
    ATTEMPT(place_pkey), ATTEMPT(place_heap), ATTEMPT(read_unsealed),
    ATTEMPT(unlink), ATTEMPT(rename), ATTEMPT(link), ATTEMPT(symlink),
    ATTEMPT(mkdir), ATTEMPT(fifo), ATTEMPT(chmod), ATTEMPT(fchmod),
    ATTEMPT(chown), ATTEMPT(setxattr), ATTEMPT(touch), ATTEMPT(inet),
    ATTEMPT(inet6), ATTEMPT(unix), ATTEMPT(netlink), ATTEMPT(socketpair),
    ATTEMPT(connect), ATTEMPT(io_uring), ATTEMPT(ptrace),
    ATTEMPT(process_vm_readv), ATTEMPT(process_vm_writev), ATTEMPT(read_memory),
    ATTEMPT(kill), ATTEMPT(kill_child), ATTEMPT(tgkill), ATTEMPT(tkill),
    ATTEMPT(pidfd_send_signal), ATTEMPT(prlimit), ATTEMPT(setpriority),
    ATTEMPT(unshare), ATTEMPT(clone_namespace), ATTEMPT(fork), ATTEMPT(clone3),
    ATTEMPT(setns), ATTEMPT(chroot), ATTEMPT(mount), ATTEMPT(open_tree),
    ATTEMPT(inject), ATTEMPT(set_terminal), ATTEMPT(exec),
    ATTEMPT(exec_by_loader), ATTEMPT(git_fsmonitor), ATTEMPT(exec_memory),
    ATTEMPT(exec_memory_by_path), ATTEMPT(memfd), ATTEMPT(bpf), ATTEMPT(perf),
    ATTEMPT(keyctl), ATTEMPT(shm), ATTEMPT(newer), ATTEMPT(other_architecture),
    ATTEMPT(raise), ATTEMPT(no_new_privs), ATTEMPT(root_read)};

/*
 * A process of ours that is not restricted: a stranger to who is. (A signal
 * at its parent's death would not reach it: Landlock holds that back too.)
 */
static pid_t
start_stranger(void)
{
	pid_t parent = getpid(), child = fork();

	if (child != 0)
		return child;
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (getppid() == parent)
		usleep(10000);
	_exit(0);
}

static int
copy_of_this_program(void)
{
	int self = open("/proc/self/exe", O_RDONLY);
	int copy = memfd_create("copy", 0);

	while (sendfile(copy, self, NULL, 1 << 20) > 0)
		;
	close(self);
	return copy;
}

static int
controlling_terminal(void)
{
	int other, terminal;

	setsid();
	if (openpty(&other, &terminal, NULL, NULL, NULL) < 0 ||
	    ioctl(terminal, TIOCSCTTY, 0) < 0)
		exit(3);
	/* its other end stays open, or we would be hung up */
	dup2(other, STDERR_FILENO);
	return terminal;
}

/* Before the restriction; standard input is what stays open. */
static void
prepare(const char *attempt)
{
	int fd = -1;

	pid = start_stranger();
	if (strcmp(attempt, "inject") == 0 ||
	    strcmp(attempt, "set_terminal") == 0)
		fd = controlling_terminal();
	else if (strcmp(attempt, "connect") == 0)
		fd = socket(AF_INET, SOCK_STREAM, 0);
	else if (strcmp(attempt, "setns") == 0)
		fd = open("/proc/self/ns/uts", O_RDONLY);
	else if (strncmp(attempt, "exec_memory", 11) == 0)
		fd = copy_of_this_program();
	if (fd >= 0)
		dup2(fd, STDIN_FILENO);
}

static const char *
entry_of(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].entry;
	exit(3);
}

static int
try_it(const char *attempt)
{
	for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
		if (strcmp(attempts[i].name, attempt) != 0)
			continue;
		errno = 0;
		if (attempts[i].try() < 0)
			printf("%s\n", strerrorname_np(errno));
		else
			puts("ok");
		return 0;
	}
	return 3;
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct tool_desc desc = {.fields = fields, .size = sizeof(a)};

	if (argc == 2 && strcmp(argv[1], "say") == 0)
		return puts("ok") < 0;
	if (argc < 3)
		return 3;
	prepare(argv[2]);
	setenv("CODEX_NO_STDIN", "1", 1);
	if (strcmp(argv[1], "bare") == 0) {
		a = (struct args){argv[2], argc > 3 ? argv[3] : NULL};
	} else {
		desc.name = "probe";
		desc.entry = entry_of(argv[1]);
		tool_args(&a, &desc, argc - 1, argv + 1);
	}
	what = a.what;
	return try_it(a.attempt);
}
