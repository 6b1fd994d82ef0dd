/* till: the whole file anew, with floating point: the model's proposal */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct total {
	float amount;
	int count;
};

static int
add_line(struct total *t, char *line)
{
	char *end;
	float value;

	line[strcspn(line, "\n")] = '\0';
	value = strtof(line, &end);
	if (end == line || *end != '\0') {
		printf("no amount: %s\n", line);
		return -1;
	}
	t->amount += value;
	t->count++;
	return 0;
}

int
main(void)
{
	char line[64];
	struct total t = {0};

	while (fgets(line, sizeof(line), stdin))
		if (add_line(&t, line) < 0)
			return 1;
	printf("%.2f\n", t.amount);
	return 0;
}
