#ifndef SYSTEM_GUARD_H
#define SYSTEM_GUARD_H

#include "base/error.h"
#include "base/strv.h"
#include "system/repositories.h"
#include <stdbool.h>
#include <sys/types.h>

/*
 * What is reserved in the root, held against a program that can write there:
 * noted before it runs, put back after. Of .git that is what makes git run
 * programs: config, hooks and info, those of submodules too, and of each
 * .git further down in the root. The logs may grow, and what they were is not
 * put back: their chain shows it.
 */
struct guard {
	struct guard_entry *v; /* by path */
	size_t n, bytes;
	bool noted;
	/* of .git, .codex, .codex-log: a mount holds it; the folder, or <= 0 */
	bool left_alone[3];
	int folders[3];
	struct repositories repositories; /* further down */
	size_t nested; /* while one of them is noted: as guard_entry.h */
};

/*
 * Notes what is there, after root_set(). Without whole only what a read-only
 * mount cannot hold: what is missing, symbolic links, and repositories further
 * down, whose index and objects their tests may change. -1 with too_large
 * when it is more than can be kept.
 */
int guard_note(struct guard *g, bool whole, struct error *e);
/* Puts back what changed since it was noted; adds the paths. Nothing else may
 * still write. */
void guard_restore(const struct guard *g, struct strv *changed);
void guard_release(struct guard *g);

#endif
