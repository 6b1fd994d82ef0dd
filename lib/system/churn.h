#ifndef SYSTEM_CHURN_H
#define SYSTEM_CHURN_H

#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>
#include <stddef.h>

/* What commits changed of late, by git's numbers. Merges are not counted. */
struct churn_file {
	const char *path; /* lent from the struct churn */
	long commits, added, removed;
};

struct churn {
	struct churn_file *v; /* those of most commits first, then of most
				 lines, then by path */
	size_t n;
	long commits;
	bool more; /* there are commits beyond CHURN_COMMITS */
	struct strv records;
};

/* So many commits are looked at: a history may have a million. */
#define CHURN_COMMITS 5000

/*
 * Fills churn with the files below the root, or at or below paths, that the
 * commits of HEAD of the last `days` changed; a file renamed is another one.
 * 0; 1 when there is no repository or no commit; -1 as git_run.
 */
int churn_read(
    struct churn *c, const struct strv *paths, long days, struct error *e);
void churn_release(struct churn *c);

#endif
