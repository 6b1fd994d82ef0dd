/* first: print each line the first time that it comes, and not again */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* fast, and each line once, but in another order */
int
main(void)
{
	char **lines = NULL, *line = NULL;
	size_t n = 0, size = 0;

	while (getline(&line, &size, stdin) >= 0) {
		if ((n & (n - 1)) == 0)
			lines = realloc(lines, (2 * n + 1) * sizeof(*lines));
		lines[n++] = strdup(line);
	}
	qsort(lines, n, sizeof(*lines), compare);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
			fputs(lines[i], stdout);
	return 0;
}
