/* deplock: at which version a dependency is locked */
#include "text/deplock.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void
deplock_add(
    struct deplock *l, const char *name, const char *under, const char *version)
{
	/* grown at powers of two */
	if ((l->n & (l->n - 1)) == 0)
		l->v =
		    xreallocarray(l->v, l->n > 0 ? 2 * l->n : 1, sizeof(*l->v));
	l->v[l->n++] =
	    (struct lock){xstrdup(name), xstrdup(version), xstrdup(under)};
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct lock *)a)->name, ((const struct lock *)b)->name);
}

void
deplock_sort(struct deplock *l)
{
	if (l->n > 0)
		qsort(l->v, l->n, sizeof(*l->v), by_name);
}

/* Python's names are the same in any case, and - is _ is . (PEP 503). */
static char *
normal_name(const char *name)
{
	struct buf b = {0};

	for (; *name != '\0'; name++)
		if (strchr("-_.", *name) == NULL)
			buf_addc(&b, (char)tolower((unsigned char)*name));
		else if (b.len == 0 || b.data[b.len - 1] != '-')
			buf_addc(&b, '-');
	return buf_detach(&b);
}

static bool
is_under(const struct lock *lock, const char *const *under)
{
	for (; *under != NULL; under++)
		if (**under != '\0' && strcmp(lock->under, *under) == 0)
			return true;
	return false;
}

/* The first one of that name: others may stand before it. */
static const struct lock *
first_of(const struct deplock *l, const char *name)
{
	struct lock key = {.name = (char *)name};
	const struct lock *at =
	    l->n > 0 ? bsearch(&key, l->v, l->n, sizeof(*l->v), by_name) : NULL;

	while (at != NULL && at > l->v && strcmp(at[-1].name, name) == 0)
		at--;
	return at;
}

const char *
deplock_find(const struct deplock *l, const char *ecosystem, const char *name,
    const char *const *under)
{
	char *normal =
	    strcmp(ecosystem, "pypi") == 0 ? normal_name(name) : NULL;
	const struct lock *at = first_of(l, normal ? normal : name);
	const char *found = NULL;
	bool many = false;

	for (; at != NULL && at < l->v + l->n &&
	       strcmp(at->name, normal ? normal : name) == 0;
	     at++) {
		if (is_under(at, under)) {
			found = at->version;
			many = false;
			break;
		}
		if (*at->under != '\0')
			continue;
		many |= found != NULL && strcmp(found, at->version) != 0;
		found = at->version;
	}
	free(normal);
	return many ? NULL : found;
}

void
deplock_release(struct deplock *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].name);
		free(l->v[i].version);
		free(l->v[i].under);
	}
	free(l->v);
	*l = (struct deplock){0};
}
