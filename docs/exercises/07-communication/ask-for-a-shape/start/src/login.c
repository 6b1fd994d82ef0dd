/* login: who may come in */
#include "login.h"
#include <stdio.h>
#include <string.h>

int
login_read(struct login *l, FILE *f)
{
	char line[512];

	if (!fgets(line, sizeof(line), f))
		return -1;
	line[strcspn(line, "\n")] = '\0';
	strcpy(l->name, line);
	return 0;
}

int
login_allowed(const struct login *l)
{
	/* TODO: a list of names */
	return strcmp(l->name, "root") != 0;
}
