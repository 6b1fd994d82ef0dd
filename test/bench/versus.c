/*
 * versus: runs commands in turn, so that all of them meet the same noise.
 *
 * usage: versus RUNS COMMAND... [-- COMMAND...]...
 *
 * Each command is run RUNS times, A B A B, with nothing on standard input and
 * its output thrown away. Prints a line for each: the medians of its time on
 * the clock and of its processor time, user and system, in microseconds, and
 * its largest resident size in KiB. A command that fails ends it all: what
 * did not do its work cannot be timed.
 */
#include "base/alloc.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS_MAX 8

struct contender {
	char **argv;
	long *wall, *cpu, *size; /* of each run */
};

static long
microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
start(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static void
run_once(struct contender *c, long n)
{
	struct rusage used;
	long begun = microseconds();
	pid_t pid = vfork();
	int status;

	if (pid == 0)
		start(c->argv);
	if (wait4(pid, &status, 0, &used) < 0 || status != 0) {
		fprintf(stderr, "versus: '%s' failed\n", c->argv[0]);
		exit(1);
	}
	c->wall[n] = microseconds() - begun;
	c->cpu[n] = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
		    used.ru_utime.tv_usec + used.ru_stime.tv_usec;
	c->size[n] = used.ru_maxrss;
}

static int
by_size(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static long
median(long *values, long n)
{
	qsort(values, (size_t)n, sizeof(*values), by_size);
	return values[n / 2];
}

int
main(int argc, char *argv[])
{
	struct contender all[COMMANDS_MAX];
	long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	size_t n = 0;

	if (runs < 1)
		return 2;
	for (char **p = argv + 2; *p != NULL && n < COMMANDS_MAX; n++) {
		all[n].argv = p;
		all[n].wall = xcalloc((size_t)runs, sizeof(long));
		all[n].cpu = xcalloc((size_t)runs, sizeof(long));
		all[n].size = xcalloc((size_t)runs, sizeof(long));
		while (*p != NULL && strcmp(*p, "--") != 0)
			p++;
		if (*p != NULL)
			*p++ = NULL;
	}
	for (long i = 0; i < runs; i++)
		for (size_t j = 0; j < n; j++)
			run_once(&all[j], i);
	for (size_t j = 0; j < n; j++)
		printf("%ld %ld %ld\n", median(all[j].wall, runs),
		    median(all[j].cpu, runs), median(all[j].size, runs));
	return 0;
}
