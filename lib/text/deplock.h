#ifndef TEXT_DEPLOCK_H
#define TEXT_DEPLOCK_H

#include "base/error.h"
#include <stddef.h>

/* What lock files say that dependencies are locked at. */
struct lock {
	char *name, *version;
	char *under; /* for whom: see deplock_find(); "" for all */
};

/* Zero a struct deplock to begin; deplock_release() frees what it holds. */
struct deplock {
	struct lock *v;
	size_t n;
};

/* Reads a C string. -1 with the error that names the line. */
typedef int deplock_reader(
    struct deplock *l, const char *text, struct error *e);

/* The names that lock files have; more than one for some ecosystems. */
struct deplock_kind {
	const char *ecosystem, *name;
	deplock_reader *read;
};

/* The i-th kind, or NULL behind the last; the likelier ones come first. */
const struct deplock_kind *deplock_kind(size_t i);

void deplock_add(struct deplock *l, const char *name, const char *under,
    const char *version);
/* To be called once all were added. */
void deplock_sort(struct deplock *l);
/*
 * The version at which a dependency is locked, or NULL: it is not, or it
 * cannot be told at which of several. What is locked for one that `under`
 * names (a folder relative to the lock file's, the version as declared, a
 * package; up to NULL) comes before what is locked for all. Lent.
 */
const char *deplock_find(const struct deplock *l, const char *ecosystem,
    const char *name, const char *const *under);
void deplock_release(struct deplock *l);

#endif
