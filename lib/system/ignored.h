#ifndef SYSTEM_IGNORED_H
#define SYSTEM_IGNORED_H

#include "system/repository.h"
#include "system/tracked.h"
#include "text/ignore.h"
#include <pthread.h>
#include <stdbool.h>

/*
 * What git ignores in a work tree whose top is the root: by the rules of each
 * folder's .gitignore, those of the folders above it, and info/exclude. What
 * is tracked is never ignored; the index is read when that is first asked.
 */
struct rules {
	struct ignore ignore;
	size_t below;        /* where in a path what they look at begins */
	struct rules *above; /* what holds where these say nothing */
};

struct ignored {
	const struct repository *repository; /* NULL: nothing is ignored */
	struct rules *exclude;               /* info/exclude, or NULL */
	pthread_mutex_t lock;
	bool known;   /* the index was read */
	bool is_gits; /* not by us: in a form that is left to git */
	struct tracked tracked;
};

void ignored_init(struct ignored *g, const struct repository *r);
void ignored_release(struct ignored *g);

/*
 * The rules in an open folder, whose path ("" or "a/b/") is given, if it has
 * any, else NULL; above are those that hold there otherwise. The caller frees.
 */
struct rules *rules_read(int folder, const char *path, struct rules *above);
void rules_free(struct rules *r);
/* Whether they ignore a path; a folder's ends in a slash. */
bool rules_ignore(const struct rules *r, const char *path);

/* Whether a path is tracked; a slash at its end asks for what is below. */
bool ignored_is_tracked(struct ignored *g, const char *path);
/* Whether an open folder, which has a .git, is the top of a work tree. */
bool ignored_is_repository(int folder, bool git_is_folder);

#endif
