#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Strings numbered from 0 in the order in which they came; none is removed.
 * A zeroed struct names is an empty one.
 */
struct names {
	char **v; /* lent until the release */
	size_t n;
	struct name_slot *slots;
	size_t cap; /* 0 or a power of two */
};

#define NAMES_NONE SIZE_MAX

/* The number of a string, which is added when it is new. */
size_t names_add(struct names *t, const char *s, size_t len);
/* Its number, or NAMES_NONE. */
size_t names_find(const struct names *t, const char *s, size_t len);
void names_release(struct names *t);

#endif
