/* ledger: sums of a ledger's categories, from standard input */
#include "entry.h"
#include <stdio.h>
#include <string.h>

#define MAX_CATEGORIES 64

struct sum {
	char category[32];
	long cents;
};

static struct sum *
find(struct sum *sums, int *n, const char *category)
{
	int i;

	for (i = 0; i < *n; i++)
		if (strcmp(sums[i].category, category) == 0)
			return &sums[i];
	if (*n == MAX_CATEGORIES)
		return NULL;
	strcpy(sums[*n].category, category);
	sums[*n].cents = 0;
	return &sums[(*n)++];
}

int
main(void)
{
	struct sum sums[MAX_CATEGORIES], *s;
	struct entry e;
	char line[256];
	int i, n = 0, status = 0;

	while (fgets(line, sizeof(line), stdin)) {
		if (entry_parse(&e, line) < 0) {
			fprintf(stderr, "ledger: no entry: %s", line);
			status = 1;
			continue;
		}
		s = find(sums, &n, e.category);
		if (s)
			s->cents += e.cents;
	}
	for (i = 0; i < n; i++)
		printf("%s %ld.%02ld\n", sums[i].category, sums[i].cents / 100,
		    sums[i].cents % 100);
	return status;
}
