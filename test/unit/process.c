/* process: runs lib/system/process against real programs; TAP on stdout */
#include "system/process.h"
#include "base/alloc.h"
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int tests, failures;

static void
ok(bool good, const char *what)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tests, what);
	failures += !good;
}

/* Runs sh -c script with the options. */
static void
shell(struct process *p, struct process_options o, const char *script)
{
	char *argv[] = {
	    (char *)"sh", (char *)"-c", (char *)(uintptr_t)script, NULL};
	struct error e = {0};

	o.argv = argv;
	if (process_run(p, &o, &e) < 0)
		printf("Bail out! %s\n", e.message);
	error_release(&e);
}

static bool
is(const struct buf *b, const char *text)
{
	if (strcmp(buf_str(b), text) == 0)
		return true;
	printf("# '%s', not '%s'\n", buf_str(b), text);
	return false;
}

static void
test_output(void)
{
	struct process p;

	shell(&p, (struct process_options){0}, "echo a; echo b >&2; exit 7");
	ok(is(&p.out, "a\n") && is(&p.err, "b\n"),
	    "two streams are kept apart");
	ok(p.ended && p.status == 7 && !p.timed_out, "the exit status is kept");
	process_release(&p);
	shell(&p, (struct process_options){.merge = true},
	    "echo a; echo b >&2; echo c");
	ok(is(&p.out, "a\nb\nc\n"), "merged streams keep their order");
	process_release(&p);
	shell(&p, (struct process_options){0}, "kill -SEGV $$");
	ok(p.status == 128 + SIGSEGV, "a signal is 128 + its number");
	process_release(&p);
	shell(&p, (struct process_options){.dir = "/usr"}, "pwd");
	ok(is(&p.out, "/usr\n"), "it runs in the folder that is asked for");
	process_release(&p);
}

static void
test_input(void)
{
	struct process p;
	size_t len = (size_t)3 << 20;
	char *big = xmalloc(len);

	shell(&p, (struct process_options){0}, "cat; readlink /proc/self/fd/0");
	ok(is(&p.out, "/dev/null\n"), "standard input is /dev/null");
	process_release(&p);
	memset(big, 'x', len);
	shell(&p, (struct process_options){.input = big, .input_len = len},
	    "cat");
	ok(p.out.len == len && memcmp(p.out.data, big, len) == 0,
	    "3 MiB go through a child and come back");
	process_release(&p);
	shell(&p, (struct process_options){.input = big, .input_len = len},
	    "exit 3");
	ok(p.status == 3, "a child that does not read its input is no fault");
	process_release(&p);
	free(big);
}

static void
test_missing(void)
{
	char *none[] = {(char *)"no-such-program", NULL};
	char *path[] = {(char *)"./no-such-program", NULL};
	char *folder[] = {(char *)"/usr", NULL};
	char *here[] = {(char *)"here", NULL};
	char *sh[] = {(char *)"sh", NULL};
	struct process_options o = {.argv = none};
	struct process p;
	struct error e = {0};

	ok(process_start(&p, &o, &e) < 0 && e.code == ERROR_NOT_AVAILABLE &&
		strstr(e.message, "'no-such-program' is not installed"),
	    "a program that is not installed is not_available");
	process_release(&p);
	o.argv = path;
	ok(process_start(&p, &o, &e) < 0 && e.code == ERROR_NOT_AVAILABLE,
	    "so is a path that is not there");
	process_release(&p);
	o.argv = folder;
	ok(process_start(&p, &o, &e) < 0 && e.code == ERROR_COMMAND_FAILED,
	    "a folder is no program");
	process_release(&p);
	o.argv = sh;
	o.dir = "/no/such/folder";
	ok(process_start(&p, &o, &e) < 0, "a folder that is not there");
	process_release(&p);

	/* `here` is an executable in the working directory */
	setenv("PATH", ".::/usr/bin:/bin", 1);
	o = (struct process_options){.argv = here};
	ok(access("here", X_OK) == 0 && process_start(&p, &o, &e) < 0,
	    "relative folders in PATH are passed over");
	process_release(&p);
	error_release(&e);
}

static void
test_limits(void)
{
	struct process p;

	shell(&p, (struct process_options){.max_output = 10},
	    "echo 123456789; echo abc; echo 123456789 >&2; echo abc >&2");
	ok(is(&p.out, "123456789\n") && p.cut_bytes == 4 && p.cut_lines == 1,
	    "output beyond the limit is counted");
	ok(is(&p.err, "123456789\n"), "standard error has the same limit");
	process_release(&p);
	shell(&p,
	    (struct process_options){.max_output = 20, .head_and_tail = true},
	    "seq 1 100000");
	/* 588895 bytes; each half holds 10 bytes and loses its cut line */
	ok(is(&p.out, "1\n2\n3\n4\n5\n100000\n") && p.head == 10,
	    "head and tail are kept, cut at line ends");
	ok(p.cut_bytes == 588895 - 17 && p.cut_lines == 100000 - 6,
	    "what is left out between them is counted exactly");
	process_release(&p);
	shell(&p,
	    (struct process_options){.max_output = 20, .head_and_tail = true},
	    "seq 1 9");
	ok(is(&p.out, "1\n2\n3\n4\n5\n6\n7\n8\n9\n") && p.cut_bytes == 0,
	    "output within the limit is whole");
	process_release(&p);
}

/* How many processes have the words in their command line. */
static long
count(const char *words)
{
	struct process p;
	char *argv[] = {
	    (char *)"pgrep", (char *)"-cf", (char *)(uintptr_t)words, NULL};
	struct process_options o = {.argv = argv};
	long n;

	process_run(&p, &o, NULL);
	n = strtol(buf_str(&p.out), NULL, 10);
	process_release(&p);
	return n;
}

static void
test_time(void)
{
	struct process p;

	shell(&p, (struct process_options){.timeout = 0.2}, "sleep 30");
	ok(p.timed_out && p.status == 128 + SIGTERM && p.seconds < 1,
	    "a time limit ends the group with SIGTERM");
	process_release(&p);
	shell(&p, (struct process_options){.timeout = 0.2},
	    "trap '' TERM; while :; do sleep 1; done");
	ok(p.timed_out && p.status == 128 + SIGKILL && p.seconds > 1,
	    "one that ignores it is killed a second later");
	process_release(&p);
	shell(&p, (struct process_options){.timeout = 20},
	    "echo started; sleep 30 & exit 5");
	ok(p.status == 5 && p.seconds < 1 && is(&p.out, "started\n"),
	    "a grandchild that holds the pipe open does not hold us");
	process_release(&p);
	shell(&p, (struct process_options){.max_output = 100},
	    "yes 16180 & sleep 0.1");
	ok(p.seconds < 5 && count("yes 16180") == 0,
	    "one that writes for ever ends with its parent");
	process_release(&p);
}

static void
test_many(void)
{
	const char *script[] = {"sleep 0.6; echo a", "sleep 0.3; echo b",
	    "echo c; exit 1", "yes | head -c 1000000"};
	struct process p[4], *ps[4];
	struct error e = {0};
	char order[8] = "";
	long i;
	int n = 0;

	for (i = 0; i < 4; i++) {
		char *argv[] = {(char *)"sh", (char *)"-c",
		    (char *)(uintptr_t)script[i], NULL};
		struct process_options o = {.argv = argv};

		ps[i] = &p[i];
		if (process_start(&p[i], &o, &e) < 0)
			printf("Bail out! %s\n", e.message);
	}
	while ((i = process_wait_any(ps, 4)) >= 0 && n < 4)
		order[n++] = (char)('0' + i);
	ok(n == 4 && strcmp(order + 2, "10") == 0,
	    "several are served at once and reported as they end");
	ok(p[3].out.len == 1000000 && p[2].status == 1, "with their output");
	for (i = 0; i < 4; i++)
		process_release(&p[i]);
}

static void
test_end(void)
{
	char *argv[] = {(char *)"sh", (char *)"-c",
	    (char *)"sleep 31.4159 & sleep 31.4159", NULL};
	struct process_options o = {.argv = argv};
	struct process p;
	pid_t child;

	process_start(&p, &o, NULL);
	usleep(200 * 1000);
	ok(count("sleep 31.4159") == 3, "a group is running");
	process_kill(&p);
	ok(p.ended && !p.timed_out && count("sleep 31.4159") == 0,
	    "process_kill ends all of it");
	process_release(&p);
	process_start(&p, &o, NULL);
	usleep(200 * 1000);
	process_kill_all();
	ok(count("sleep 31.4159") == 0, "so does process_kill_all");
	process_release(&p);
	argv[2] = (char *)"exec sleep 27.1828";
	child = fork();
	if (child == 0) {
		process_start(&p, &o, NULL);
		pause();
	}
	usleep(200 * 1000);
	ok(count("sleep 27.1828") == 1, "a child of a child is running");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	usleep(200 * 1000);
	ok(count("sleep 27.1828") == 0, "it ends when its parent is killed");
}

/* For process.bats, which starts us with odd descriptors. */
static int
show(const char *script)
{
	struct process p;

	shell(&p, (struct process_options){0}, script);
	for (size_t i = 0; i < p.out.len; i++)
		if (p.out.data[i] == '\n')
			p.out.data[i] = ' ';
	printf("%s%s\n", buf_str(&p.out), buf_str(&p.err));
	process_release(&p);
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc > 1 && strcmp(argv[1], "fds") == 0)
		return show("exec ls /proc/self/fd");
	if (argc > 1 && strcmp(argv[1], "streams") == 0)
		return show("echo out; echo err >&2");
	test_output();
	test_input();
	test_missing();
	test_limits();
	test_time();
	test_many();
	test_end();
	printf("1..%d\n", tests);
	return failures != 0;
}
