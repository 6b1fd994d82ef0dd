/*
 * flood: runs a command against a server whose answer has no measure.
 *
 * usage: flood chat|responses|comments MEGABYTES COMMAND [ARGUMENT...]
 *
 * The answer is a stream in which the model says so many MB in lines of 64
 * bytes, `0000000000000001 ...`, or one of comments only. Responses says them
 * five times, as the API does. The most memory that the command had at once,
 * in KB, is written to the file `peak`.
 */
#include "base/buf.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINES 256 /* in one delta */

static int to; /* the connection */

static void
put(const char *text, size_t len)
{
	if (write_all(to, text, len) < 0)
		_exit(0);
}

static void
puts_to(const char *text)
{
	put(text, strlen(text));
}

/* The lines as they stand in a JSON string. */
static void
put_lines(long first, long n)
{
	struct buf b = {0};

	for (long i = first; i < first + n; i++)
		buf_addf(&b, "%016ld %046d\\n", i, 0);
	put(b.data, b.len);
	buf_release(&b);
}

static void
put_deltas(const char *before, const char *after, long lines)
{
	for (long i = 1; i <= lines; i += LINES) {
		puts_to(before);
		put_lines(i, LINES);
		puts_to(after);
	}
}

/* An event that holds all of it. */
static void
put_whole(const char *before, const char *after, long lines)
{
	puts_to(before);
	for (long i = 1; i <= lines; i += LINES)
		put_lines(i, LINES);
	puts_to(after);
}

static void
say_chat(long lines)
{
	put_deltas("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
	    "\"}}]}\n\n", lines);
	puts_to("data: {\"choices\":[{\"index\":0,\"delta\":{},"
		"\"finish_reason\":\"stop\"}]}\n\n"
		"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
		"\"completion_tokens\":7,\"total_tokens\":12}}\n\n"
		"data: [DONE]\n\n");
}

#define EVENT(type) "event: " type "\ndata: {\"type\":\"" type "\","
#define AT          "\"item_id\":\"msg_1\",\"output_index\":0,"
#define PART        "{\"type\":\"output_text\",\"annotations\":[],\"text\":\""
#define ITEM                                                                   \
	"{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\","     \
	"\"role\":\"assistant\",\"content\":["

static void
say_responses(long lines)
{
	puts_to(EVENT("response.created") "\"response\":{\"id\":\"resp_1\","
					  "\"output\":[]}}\n\n");
	puts_to(EVENT("response.output_item.added") AT
	    "\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[]}}"
	    "\n\n");
	put_deltas(EVENT("response.output_text.delta") AT "\"content_index\":0,"
							  "\"delta\":\"",
	    "\"}\n\n", lines);
	put_whole(EVENT("response.output_text.done") AT "\"text\":\"",
	    "\"}\n\n", lines);
	put_whole(EVENT("response.content_part.done") AT "\"part\":" PART,
	    "\"}}\n\n", lines);
	put_whole(EVENT("response.output_item.done") AT "\"item\":" ITEM PART,
	    "\"}]}}\n\n", lines);
	put_whole(EVENT("response.completed") "\"response\":{\"id\":\"resp_1\","
					      "\"status\":\"completed\","
					      "\"output\":[" ITEM PART,
	    "\"}]}],\"usage\":{\"input_tokens\":5,\"output_tokens\":7,"
	    "\"total_tokens\":12}}}\n\n",
	    lines);
}

static void
say_comments(long megabytes)
{
	char comment[1024];

	memset(comment, '-', sizeof(comment));
	comment[0] = ':';
	comment[sizeof(comment) - 1] = '\n';
	for (long i = 0; i < megabytes * 1024; i++)
		put(comment, sizeof(comment));
}

static void
take_request(void)
{
	static char head[1 << 20]; /* all of it, in a test */
	size_t len = 0, want = sizeof(head) - 1;
	const char *end, *length;
	ssize_t n;

	while (len < want && (n = read(to, head + len, want - len)) > 0) {
		len += (size_t)n;
		end = strstr(head, "\r\n\r\n");
		length = strcasestr(head, "content-length:");
		if (end != NULL && length != NULL)
			want = (size_t)(end + 4 - head) +
			       strtoul(length + 15, NULL, 10);
	}
}

static _Noreturn void
serve(int server, const char *api, long megabytes)
{
	long lines = megabytes << 20 >> 6;

	for (;;) {
		to = accept(server, NULL, NULL);
		if (to < 0)
			_exit(1);
		take_request();
		puts_to("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
			"Connection: close\r\n\r\n");
		if (strcmp(api, "chat") == 0)
			say_chat(lines);
		else if (strcmp(api, "responses") == 0)
			say_responses(lines);
		else
			say_comments(megabytes);
		close(to);
	}
}

static int
run(char **argv, int port)
{
	struct rusage usage;
	char url[64];
	FILE *peak;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", port);
		setenv("OPENAI_BASE_URL", url, 1);
		setenv("NO_PROXY", "127.0.0.1", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	wait4(pid, &status, 0, &usage);
	peak = fopen("peak", "w");
	if (peak == NULL || fprintf(peak, "%ld\n", usage.ru_maxrss) < 0 ||
	    fclose(peak) != 0)
		return 2;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), status;
	pid_t serving;

	if (argc < 4 || bind(server, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(server, 8) < 0 ||
	    getsockname(server, (struct sockaddr *)&at, &len) < 0)
		return 2;
	serving = fork();
	if (serving == 0) {
		signal(SIGPIPE, SIG_IGN);
		serve(server, argv[1], strtol(argv[2], NULL, 10));
	}
	close(server);
	status = run(argv + 3, ntohs(at.sin_port));
	kill(serving, SIGKILL);
	waitpid(serving, NULL, 0);
	return status;
}
