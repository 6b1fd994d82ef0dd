/* root: the operations of system/root, one a call, for root.bats */
#include "system/root.h"
#include "base/buf.h"
#include "system/share.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
fail(struct error *e)
{
	int status = error_status(e->code, e->signal);

	printf("%s: %s\n", error_name(e->code), e->message);
	error_release(e);
	return status;
}

static char *
path_by(const char *verb, const char *operand, struct error *e)
{
	if (strcmp(verb, "person") == 0)
		return root_from_person(operand, e);
	if (strcmp(verb, "resolve") == 0)
		return root_resolve(operand, e);
	if (strcmp(verb, "share") == 0)
		return share_path(operand);
	return root_normalise(operand, e);
}

/* root VERB PATH */
int
main(int argc, char **argv)
{
	struct error e = {0};
	struct buf b = {0};
	int status = 0;
	char *path;

	if (argc < 3)
		return 2;
	if (root_set(NULL, &e) < 0)
		return fail(&e);
	if (strcmp(argv[1], "read") == 0) {
		status = root_read(argv[2], ROOT_FILE_MAX, &b, NULL, &e);
	} else {
		path = path_by(argv[1], argv[2], &e);
		status = path ? 0 : -1;
		buf_addf(&b, "%s\n", path ? path : "");
		free(path);
	}
	if (status == 0)
		fwrite(buf_str(&b), 1, b.len, stdout);
	buf_release(&b);
	return status == 0 ? 0 : fail(&e);
}
