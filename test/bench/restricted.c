/* restricted: what a plain C program needs to print a line as restricted */
#include "system/root.h"
#include "system/sandbox.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* restricted ROOT FILE */
int
main(int argc, char *argv[])
{
	struct sandbox s = {.name = "restricted"};
	struct buf b = {0};

	close_range(STDERR_FILENO + 1, ~0U, 0);
	if (argc != 3 || root_set(argv[1], NULL) < 0 ||
	    sandbox_enter(&s, NULL) != 0 ||
	    root_read(argv[2], 1 << 20, &b, NULL, NULL) < 0)
		return 1;
	fwrite(b.data, 1, strcspn(b.data, "\n") + 1, stdout);
	return 0;
}
