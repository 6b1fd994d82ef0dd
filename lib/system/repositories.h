#ifndef SYSTEM_REPOSITORIES_H
#define SYSTEM_REPOSITORIES_H

#include "base/strv.h"

/*
 * The git repositories within the root besides its own: submodules, vendored
 * ones, those that tests left. All paths are below the root.
 */
struct repositories {
	struct strv folders; /* that were looked into, sorted */
	struct strv gits;    /* what is called .git in them */
	/* where a file or link of that name says they are, and those without
	 * a work tree */
	struct strv led_to;
};

void repositories_find(struct repositories *r);
/*
 * Fills gits with those that are now in the folders of before, which are
 * opened to their owner if they were closed since.
 */
void repositories_again(
    struct repositories *r, const struct repositories *before);
void repositories_release(struct repositories *r);

#endif
