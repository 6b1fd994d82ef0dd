/* git: runs lib/system/git.c in the root for test/git.bats */
#include "system/git.h"
#include "system/root.h"
#include <stdio.h>
#include <string.h>

static int
report(const struct error *e)
{
	printf("%s: %s\n", error_name(e->code), e->message);
	if (e->hint != NULL)
		printf("hint: %s\n", e->hint);
	return 1;
}

/* git ARGS... | --prefix | --commit REVISION */
int
main(int argc, char *argv[])
{
	struct strv args = {0};
	struct buf out = {0};
	struct error e = {0};
	char *commit;
	int status;

	if (root_set(NULL, &e) < 0)
		return report(&e);
	if (strcmp(argv[1], "--prefix") == 0) {
		if (git_prefix(&e) == NULL)
			return report(&e);
		puts(git_prefix(&e));
		return 0;
	}
	if (strcmp(argv[1], "--commit") == 0) {
		commit = git_commit(argv[2], &e);
		if (commit == NULL)
			return report(&e);
		puts(commit);
		return 0;
	}
	for (int i = 1; i < argc; i++)
		strv_add(&args, argv[i]);
	status = git_run(&args, true, &out, &e);
	if (status < 0)
		return report(&e);
	fwrite(out.data, 1, out.len, stdout);
	return status;
}
