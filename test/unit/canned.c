/*
 * canned: runs a command against a server that has its answers ready.
 *
 * usage: canned FOLDER COMMAND [ARGUMENT...]
 *
 * The n-th connection gets the bytes of FOLDER/n, whatever they are, and is
 * closed; its request is kept in FOLDER/n.request, without the key. With
 * FOLDER/n.reset it is reset instead of closed, with FOLDER/n.hang it is left
 * open, with FOLDER/n.slow each byte comes 20 ms after the one before. A
 * connection without a file is closed at once. With FOLDER/blackhole no
 * connection is ever made. For faults that no scripted rule makes.
 */
#include "base/buf.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder;

static bool
there(int n, const char *suffix)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%d%s", folder, n, suffix);
	return access(path, F_OK) == 0;
}

/* The key has been on the wire; on disk it would look like a leak. */
static void
hide_key(struct buf *request)
{
	const char *key = getenv("OPENAI_API_KEY");
	char *at = key && *key ? strstr(buf_str(request), key) : NULL;

	if (at != NULL)
		memset(at, '*', strlen(key));
}

static void
keep(int n, const struct buf *request)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%d.request", folder, n);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write_all(fd, buf_str(request), request->len) < 0)
		perror(path);
	close(fd);
}

/* Head and body, as far as they come. */
static void
take_request(int c, int n)
{
	struct buf request = {0};
	const char *end = NULL, *length;
	size_t want = 0;
	ssize_t got;

	while (end == NULL || request.len < want) {
		got = read(c, buf_room(&request, 65536), 65536);
		if (got <= 0)
			break;
		request.len += (size_t)got;
		request.data[request.len] = '\0';
		end = strstr(request.data, "\r\n\r\n");
		length = strcasestr(request.data, "content-length:");
		if (end != NULL && length != NULL && length < end)
			want = (size_t)(end + 4 - request.data) +
			       strtoul(length + 15, NULL, 10);
	}
	hide_key(&request);
	keep(n, &request);
	buf_release(&request);
}

static void
give(int c, const struct buf *bytes, bool slow)
{
	size_t piece = slow ? 1 : bytes->len;

	for (size_t at = 0; at < bytes->len; at += piece) {
		if (write_all(c, bytes->data + at, piece) < 0)
			return;
		if (slow)
			usleep(20000);
	}
}

static void
answer(int c, int n)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};
	struct buf bytes = {0};
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%d", folder, n);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && buf_read(&bytes, fd, 1 << 30) == 0)
		give(c, &bytes, there(n, ".slow"));
	buf_release(&bytes);
	if (there(n, ".hang"))
		return;
	if (there(n, ".reset")) {
		usleep(50000); /* what was written shall arrive first */
		setsockopt(c, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	}
	close(c);
}

/* Takes all the room for connections that are not accepted yet. */
static void
fill(const struct sockaddr_in *at)
{
	for (int i = 0; i < 4; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		connect(fd, (const struct sockaddr *)at, sizeof(*at));
	}
	pause();
}

static pid_t
start(char **argv, int port)
{
	char url[64];
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", port);
	setenv("OPENAI_BASE_URL", url, 1);
	setenv("NO_PROXY", "127.0.0.1", 1);
	setenv("no_proxy", "127.0.0.1", 1);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static void
serve(int server)
{
	for (int n = 1;; n++) {
		int c = accept(server, NULL, NULL);

		if (c < 0)
			_exit(1);
		take_request(c, n);
		answer(c, n);
	}
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char path[4096];
	pid_t child, serving;
	bool dark;
	int status;

	if (argc < 3)
		return 2;
	folder = argv[1];
	snprintf(path, sizeof(path), "%s/blackhole", folder);
	dark = access(path, F_OK) == 0;
	signal(SIGPIPE, SIG_IGN);
	if (bind(server, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(server, dark ? 0 : 8) < 0 ||
	    getsockname(server, (struct sockaddr *)&at, &len) < 0)
		return 2;
	serving = fork();
	if (serving == 0 && dark)
		fill(&at);
	else if (serving == 0)
		serve(server);
	close(server);
	signal(SIGPIPE, SIG_DFL);
	child = start(argv + 2, ntohs(at.sin_port));
	waitpid(child, &status, 0);
	kill(serving, SIGKILL);
	waitpid(serving, NULL, 0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
