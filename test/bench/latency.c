/*
 * latency: how long an event takes from the server to standard output.
 *
 * usage: latency EVENTS COMMAND...
 *
 * Runs COMMAND with BENCH_URL, answers its one request with a stream of so
 * many events, each when the one before has come out, and holds the other end
 * of its standard output: so both moments are taken by one clock in one
 * process. Prints the median and the 99th percentile in microseconds.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EVENT(DELTA, FINISH)                                                   \
	"data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\","            \
	"\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"             \
	"\"delta\":" DELTA ",\"finish_reason\":" FINISH "}]}\n\n"

static const char head[] = "HTTP/1.1 200 OK\r\n"
			   "Content-Type: text/event-stream\r\n"
			   "Connection: close\r\n\r\n";
static const char word[] = EVENT("{\"content\":\" word\"}", "null");
static const char last[] = EVENT("{}", "\"stop\"") "data: [DONE]\n\n";

static long
microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, ms) == 1;
}

/* Reads all that is there, and waits for more of it for so long. */
static void
drain(int fd, int ms)
{
	char some[65536];

	while (readable(fd, ms))
		if (read(fd, some, sizeof(some)) <= 0)
			return;
}

static int
listen_somewhere(char **url)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, 4) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		exit(2);
	*url = xasprintf("http://127.0.0.1:%d", ntohs(at.sin_port));
	return fd;
}

/* Starts the command; the reading end of its standard output. */
static int
start(char **command, const char *url, pid_t *pid)
{
	int out[2];

	if (pipe(out) < 0)
		exit(2);
	*pid = fork();
	if (*pid == 0) {
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		setenv("BENCH_URL", url, 1);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	close(out[1]);
	return out[0];
}

static void
measure(int client, int out, long *times, long n)
{
	for (long i = 0; i < n; i++) {
		times[i] = microseconds();
		if (write_all(client, word, sizeof(word) - 1) < 0 ||
		    !readable(out, 5000)) {
			fputs("latency: the event did not come out\n", stderr);
			exit(1);
		}
		times[i] = microseconds() - times[i];
		drain(out, 1);
	}
}

static int
by_size(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	long n = argc > 2 ? strtol(argv[1], NULL, 10) : 0, *times;
	int server, client, out, status, on = 1;
	char *url;
	pid_t pid;

	if (n < 1)
		return 2;
	times = xcalloc((size_t)n, sizeof(*times));
	signal(SIGPIPE, SIG_IGN);
	server = listen_somewhere(&url);
	out = start(argv + 2, url, &pid);
	client = accept(server, NULL, NULL);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	drain(client, 50);
	write_all(client, head, sizeof(head) - 1);
	measure(client, out, times, n);
	write_all(client, last, sizeof(last) - 1);
	close(client);
	drain(out, 5000);
	if (waitpid(pid, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "latency: '%s' failed\n", argv[2]);
		return 1;
	}
	qsort(times, (size_t)n, sizeof(*times), by_size);
	printf("%ld %ld\n", times[n / 2], times[n * 99 / 100]);
	return 0;
}
