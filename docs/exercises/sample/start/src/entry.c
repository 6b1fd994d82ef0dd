/* entry: one line of a ledger */
#include "entry.h"
#include <stdio.h>

/* TODO(ann): take amounts with a comma, too */
int
entry_parse(struct entry *e, const char *line)
{
	double amount;

	if (sscanf(line, "%10s %lf %31s", e->date, &amount, e->category) != 3)
		return -1;
	/* FIXME: -0.29 becomes -28 cents */
	e->cents = (long)(amount * 100);
	return 0;
}
