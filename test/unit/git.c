/* git: runs lib/system/git.c in the root for test/git.bats */
#include "system/git.h"
#include "system/root.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
report(struct error *e)
{
	printf("%s: %s\n", error_name(e->code), e->message);
	if (e->hint != NULL)
		printf("hint: %s\n", e->hint);
	error_release(e);
	return 1;
}

static int
run(char **argv, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	int status;

	for (; *argv != NULL; argv++)
		strv_add(&args, *argv);
	status = git_run(&args, true, &out, e);
	if (status >= 0)
		fwrite(buf_str(&out), 1, out.len, stdout);
	strv_release(&args);
	buf_release(&out);
	return status < 0 ? report(e) : status;
}

/* git ARGS... | --prefix | --commit REVISION */
int
main(int argc, char *argv[])
{
	struct error e = {0};
	char *commit;

	if (argc < 2 || root_set(NULL, &e) < 0)
		return report(&e);
	if (strcmp(argv[1], "--prefix") == 0) {
		if (git_prefix(&e) == NULL)
			return report(&e);
		puts(git_prefix(&e));
		return 0;
	}
	if (strcmp(argv[1], "--commit") != 0)
		return run(argv + 1, &e);
	commit = git_commit(argv[2], &e);
	if (commit == NULL)
		return report(&e);
	puts(commit);
	free(commit);
	return 0;
}
