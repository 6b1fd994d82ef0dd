#ifndef EXCHANGE_DELTAS_H
#define EXCHANGE_DELTAS_H

#include "base/buf.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * An object whose members arrive in pieces, of a kind that nobody here
 * knows. They are joined as the official clients do: strings are appended,
 * objects merged, and so are the objects of arrays that have the same index
 * and type; other things are replaced. What merely names a piece (type, id,
 * format and the like) is the same in each, and not appended. A zeroed
 * struct deltas is one of which nothing has come.
 */
struct growing {
	cJSON *string; /* in the object, as yet without its end */
	struct buf text;
};

struct deltas {
	cJSON *object; /* NULL: nothing has come */
	struct growing *growing;
	size_t n;
};

/* Joins a member to what has come of it; null is nothing. */
void deltas_add(struct deltas *d, const cJSON *member);
/* The bytes of the strings that are held. */
size_t deltas_held(const struct deltas *d);
/* The object, which the caller deletes, or NULL. */
cJSON *deltas_take(struct deltas *d);
void deltas_release(struct deltas *d);

#endif
