#ifndef ENTRY_H
#define ENTRY_H

/* One line of a ledger: `2026-01-31 -12.50 food lunch with the team`. */
struct entry {
	char date[11];
	long cents;
	char category[32];
};

/* Fills e from a line; -1 when it is no entry. */
int entry_parse(struct entry *e, const char *line);

#endif
