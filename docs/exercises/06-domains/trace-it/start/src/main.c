/* main: one request, from the command line */
#include "till.h"
#include <stdlib.h>

int
main(int argc, char *argv[])
{
	struct request r = {"close", 0};

	if (argc > 1)
		r.verb = argv[1];
	if (argc > 2)
		r.n = (int)strtol(argv[2], NULL, 10);
	return till_handle(&r);
}
