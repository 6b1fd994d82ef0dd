/* text: tests of src/text.c, as TAP */
#include "../src/text.h"
#include <stdio.h>
#include <string.h>

static void
is(int n, const char *name, const char *got, const char *want)
{
	printf("%sok %d - %s\n", strcmp(got, want) ? "not " : "", n, name);
}

int
main(void)
{
	char a[64], b[] = "end  \n";

	trim(b);
	is(1, "trim", b, "end");
	slug(a, "Two  blanks");
	is(2, "slug", a, "two-blanks");
	printf("1..2\n");
	return 0;
}
