/* race: runs a program again and again while names change places under it */
#include "base/alloc.h"
#include "base/buf.h"
#include "system/process.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define HANG 10.0 /* seconds; no run should take a tenth of them */

/*
 * race N SWAPS PATHS PROGRAM ARG...: SWAPS are pairs a:b and PATHS names, with
 * commas between; in the arguments {} is the next of PATHS and {n} the number
 * of the run. In ../outside is a file `secret`, which holds `canary`: an
 * escape is a run that printed that word, or changed anything there.
 */

/* Exchanges each pair in turn, until its parent is gone. */
static _Noreturn void
swap(char *pairs)
{
	struct strv from = {0}, to = {0};
	char *pair, *colon;

	for (pair = strsep(&pairs, ","); pair; pair = strsep(&pairs, ",")) {
		colon = strchr(pair, ':');
		strv_take(&from, xstrndup(pair, (size_t)(colon - pair)));
		strv_add(&to, colon + 1);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0;; i++) {
		if (renameat2(AT_FDCWD, from.v[i % from.n], AT_FDCWD,
			to.v[i % from.n], RENAME_EXCHANGE) < 0 &&
		    errno != ENOENT) /* a patch may remove it */
			_exit(1);
		if (i % 16 == 0)
			sched_yield();
	}
}

static char *
replace(char *text, const char *word, const char *by)
{
	struct buf b = {0};
	char *at, *start = text;

	for (; (at = strstr(start, word)) != NULL; start = at + strlen(word)) {
		buf_add(&b, start, (size_t)(at - start));
		buf_adds(&b, by);
	}
	buf_adds(&b, start);
	free(text);
	return buf_detach(&b);
}

static struct buf secret; /* as it was before the first run */

static void
read_secret(struct buf *text)
{
	int fd = open("../outside/secret", O_RDONLY);

	if (fd < 0 || buf_read(text, fd, 100) < 0)
		buf_adds(text, "gone");
	close(fd);
}

static bool
outside_changed(void)
{
	struct buf text = {0};
	DIR *dir = xopendir("../outside");
	bool changed;
	int n = 0;

	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	read_secret(&text);
	changed = strcmp(buf_str(&text), buf_str(&secret)) != 0 || n != 3;
	buf_release(&text);
	return changed;
}

static struct {
	long runs, answered, escapes, hangs;
} seen;

static void
run_once(char **words, const char *path)
{
	struct strv argv = {0};
	struct process p;
	struct process_options o = {.timeout = HANG, .merge = true};
	char number[24];

	snprintf(number, sizeof(number), "%ld", seen.runs++);
	for (; *words != NULL; words++)
		strv_take(&argv, replace(replace(xstrdup(*words), "{}", path),
				     "{n}", number));
	o.argv = argv.v;
	if (process_run(&p, &o, NULL) < 0)
		exit(3);
	seen.answered += p.status == 0;
	seen.hangs += p.timed_out;
	seen.escapes += strstr(buf_str(&p.out), "canary") || outside_changed();
	process_release(&p);
	strv_release(&argv);
}

int
main(int argc, char *argv[])
{
	struct strv paths = {0};
	char *list, *path;
	pid_t swapper;
	long n;

	if (argc < 5)
		return 3;
	read_secret(&secret);
	n = strtol(argv[1], NULL, 10);
	list = argv[3];
	for (path = strsep(&list, ","); path; path = strsep(&list, ","))
		strv_add(&paths, path);
	swapper = fork();
	if (swapper == 0)
		swap(argv[2]);
	while (seen.runs < n)
		run_once(argv + 4, paths.v[(size_t)seen.runs % paths.n]);
	/* it must have gone on to the end */
	if (waitpid(swapper, NULL, WNOHANG) != 0)
		return 3;
	kill(swapper, SIGKILL);
	waitpid(swapper, NULL, 0);
	strv_release(&paths);
	buf_release(&secret);
	printf("%ld runs, %s answered, %ld escapes, %ld hangs\n", seen.runs,
	    seen.answered ? "some" : "none", seen.escapes, seen.hangs);
	return seen.escapes || seen.hangs;
}
