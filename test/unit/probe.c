/* probe: tries one thing, says what came of it; withholds what kernels lack */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const *words;

static int
try_read(void)
{
	char byte;
	int fd = open(words[0], O_RDONLY);

	return fd < 0 || read(fd, &byte, 1) < 0 ? -1 : 0;
}

static int
try_write(void)
{
	int fd = open(words[0], O_WRONLY | O_CREAT | O_APPEND, 0644);

	return fd < 0 || write(fd, "x\n", 2) != 2 ? -1 : 0;
}

static int
try_truncate(void)
{
	return truncate(words[0], 0);
}

static int
try_unlink(void)
{
	return unlink(words[0]);
}

static int
try_mkdir(void)
{
	return mkdir(words[0], 0755);
}

static int
try_chmod(void)
{
	return chmod(words[0], 0600);
}

static int
try_rename(void)
{
	return rename(words[0], words[1]);
}

static int
try_symlink(void)
{
	return symlink(words[0], words[1]);
}

static int
try_link(void)
{
	return link(words[0], words[1]);
}

static int
try_mknod(void)
{
	return mknod(words[0], S_IFCHR | 0666, 0x103);
}

static long
number(const char *word)
{
	return strtol(word, NULL, 10);
}

static int
try_kill(void)
{
	return kill((pid_t)number(words[0]), 0);
}

static int
try_ptrace(void)
{
	/* our end lets it go */
	return (int)ptrace(PTRACE_SEIZE, (pid_t)number(words[0]), NULL, NULL);
}

static struct sockaddr_in
loopback(const char *port)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)number(port)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Connects to a port of the loopback. */
static int
try_tcp(void)
{
	struct sockaddr_in to = loopback(words[0]);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (struct sockaddr *)&to, sizeof(to));
}

static int
connect_unix(const char *name, bool abstract)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(to.sun_path + abstract, name, n);
	return fd < 0 ? -1
		      : connect(fd, (struct sockaddr *)&to,
			    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
					n + 1));
}

static int
try_unix(void)
{
	return connect_unix(words[0], false);
}

static int
try_abstract(void)
{
	return connect_unix(words[0], true);
}

/* A server and its client, both here. */
static int
try_serve(void)
{
	struct sockaddr_in at = loopback("0");
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || client < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 ||
	    listen(fd, 1) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return -1;
	return connect(client, (struct sockaddr *)&at, len);
}

static int
try_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static int
try_io_uring(void)
{
	char params[256] = {0};

	return (int)syscall(425, 1, params) < 0 ? -1 : 0;
}

static int
try_sticky(void)
{
	int fd = open(words[0], O_RDWR | O_NOCTTY);

	return fd < 0 ? -1 : ioctl(fd, TIOCSTI, "x");
}

/* Listens on the loopback and on both kinds of unix sockets; says the port. */
static int
try_listen(void)
{
	struct sockaddr_in at = loopback("0");
	struct sockaddr_un path = {.sun_family = AF_UNIX}, name = path;
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int a = socket(AF_UNIX, SOCK_STREAM, 0),
	    b = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(path.sun_path, words[0], strlen(words[0]));
	memcpy(name.sun_path + 1, words[1], strlen(words[1]));
	if (bind(fd, (struct sockaddr *)&at, len) < 0 || listen(fd, 9) < 0 ||
	    bind(a, (struct sockaddr *)&path, sizeof(path)) < 0 ||
	    listen(a, 9) < 0 ||
	    bind(b, (struct sockaddr *)&name,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			    strlen(words[1]) + 1)) < 0 ||
	    listen(b, 9) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return -1;
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	pause();
	return 0;
}

/* A process that has left its group and session, and stays. */
static int
try_daemon(void)
{
	pid_t pid = fork();

	if (pid > 0)
		_exit(0);
	setsid();
	pid = fork();
	if (pid > 0)
		_exit(0);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	prctl(PR_SET_NAME, words[0]);
	for (;;)
		pause();
}

/* The kernel's Landlock ABI. */
static int
try_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	if (abi > 0)
		printf("%ld\n", abi);
	return abi > 0 ? 0 : -1;
}

static const struct {
	const char *name;
	int (*try)(void);
	int words;
} probes[] = {{"read", try_read, 1}, {"write", try_write, 1},
    {"truncate", try_truncate, 1}, {"unlink", try_unlink, 1},
    {"mkdir", try_mkdir, 1}, {"chmod", try_chmod, 1}, {"rename", try_rename, 2},
    {"symlink", try_symlink, 2}, {"link", try_link, 2}, {"mknod", try_mknod, 1},
    {"kill", try_kill, 1}, {"ptrace", try_ptrace, 1}, {"tcp", try_tcp, 1},
    {"unix", try_unix, 1}, {"abstract", try_abstract, 1},
    {"serve", try_serve, 0}, {"namespace", try_namespace, 0},
    {"io_uring", try_io_uring, 0}, {"tiocsti", try_sticky, 1},
    {"abi", try_abi, 0}, {"listen", try_listen, 2}, {"daemon", try_daemon, 1}};

#define LOAD(member)                                                           \
	BPF_STMT(                                                              \
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define EQUALS(k, t, f) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, t, f)
#define SAY(what)       BPF_STMT(BPF_RET | BPF_K, what)
#define NOTHING         0xffff /* no system call's number */

/* The filter's listener, for the answers that are numbers; -1 on failure. */
static int
install(bool namespaces, bool landlock, bool version)
{
	struct sock_filter code[] = {
	    LOAD(nr),
	    EQUALS(namespaces ? SYS_unshare : NOTHING, 6, 0),
	    EQUALS(landlock ? SYS_landlock_create_ruleset : NOTHING, 4, 0),
	    EQUALS(version ? SYS_landlock_create_ruleset : NOTHING, 0, 2),
	    LOAD(args[2]),
	    EQUALS(1, 3, 0),
	    SAY(SECCOMP_RET_ALLOW),
	    SAY(SECCOMP_RET_ERRNO | EOPNOTSUPP),
	    SAY(SECCOMP_RET_ERRNO | EPERM),
	    SAY(SECCOMP_RET_USER_NOTIF),
	};
	struct sock_fprog filter = {sizeof(code) / sizeof(*code), code};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
}

/* Says that Landlock's ABI is this, until all that might ask are gone. */
static void
answer(int listener, int abi)
{
	struct pollfd fd = {.fd = listener, .events = POLLIN};

	while (poll(&fd, 1, -1) > 0 && !(fd.revents & POLLHUP)) {
		struct seccomp_notif asked = {0};
		struct seccomp_notif_resp said = {.val = abi};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
			continue;
		said.id = asked.id;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &said);
	}
}

/*
 * Runs the rest without what a kernel or a container may lack: "namespaces",
 * "landlock", "landlock=N" (its ABI is N), or several of them.
 */
static int
withhold(const char *what, char **command)
{
	bool namespaces = strstr(what, "namespaces") != NULL;
	const char *abi = strstr(what, "landlock=");
	bool landlock = abi == NULL && strstr(what, "landlock") != NULL;
	int fds[2], listener;
	char byte = 'x';

	/* a socket takes the listener to the child that answers */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return 2;
	if (abi != NULL && fork() == 0) {
		char room[CMSG_SPACE(sizeof(int))];
		struct iovec io = {&byte, 1};
		struct msghdr m = {.msg_iov = &io,
		    .msg_iovlen = 1,
		    .msg_control = room,
		    .msg_controllen = sizeof(room)};

		for (int fd = 0; fd < 3; fd++)
			close(fd);
		if (recvmsg(fds[1], &m, 0) == 1) {
			memcpy(&listener, CMSG_DATA(CMSG_FIRSTHDR(&m)),
			    sizeof(listener));
			close(fds[0]);
			answer(listener, (int)number(abi + 9));
		}
		_exit(0);
	}
	listener = install(namespaces, landlock, abi != NULL);
	if (listener < 0)
		return 2;
	if (abi != NULL) {
		char room[CMSG_SPACE(sizeof(int))] = {0};
		struct iovec io = {&byte, 1};
		struct msghdr m = {.msg_iov = &io,
		    .msg_iovlen = 1,
		    .msg_control = room,
		    .msg_controllen = sizeof(room)};

		CMSG_FIRSTHDR(&m)->cmsg_len = CMSG_LEN(sizeof(int));
		CMSG_FIRSTHDR(&m)->cmsg_level = SOL_SOCKET;
		CMSG_FIRSTHDR(&m)->cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), &listener, sizeof(int));
		if (sendmsg(fds[0], &m, 0) != 1)
			return 2;
	}
	close(listener);
	execvp(command[0], command);
	return 127;
}

int
main(int argc, char *argv[])
{
	if (argc > 3 && strcmp(argv[1], "withhold") == 0)
		return withhold(argv[2], argv + 3);
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		if (argc < 2 || strcmp(argv[1], probes[i].name) != 0 ||
		    argc != 2 + probes[i].words)
			continue;
		words = (const char *const *)argv + 2;
		if (probes[i].try() == 0) {
			printf("%s done\n", argv[1]);
			return 0;
		}
		printf("%s %s\n", argv[1], strerrorname_np(errno));
		return 1;
	}
	fprintf(stderr, "probe: no such probe\n");
	return 2;
}
