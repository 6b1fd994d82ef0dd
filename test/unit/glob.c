/* glob: prints the lines of standard input that a glob matches */
#include "text/glob.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char **argv)
{
	char *line = NULL;
	size_t cap = 0;

	if (argc != 2)
		return 2;
	while (getline(&line, &cap, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (glob_match(argv[1], line))
			puts(line);
	}
	free(line);
	return 0;
}
