/* names: a hash table that numbers strings */
#include "base/names.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

struct name_slot {
	uint32_t hash;
	uint32_t id; /* from 1; 0: free */
};

/* FNV-1a. */
static uint32_t
hash_of(const char *s, size_t len)
{
	uint32_t h = 2166136261;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619;
	return h;
}

static struct name_slot *
find(const struct names *t, uint32_t hash, const char *s, size_t len)
{
	struct name_slot *slot;
	size_t i;

	for (i = hash & (t->cap - 1);; i = (i + 1) & (t->cap - 1)) {
		slot = &t->slots[i];
		if (slot->id == 0)
			return slot;
		if (slot->hash == hash &&
		    strncmp(t->v[slot->id - 1], s, len) == 0 &&
		    t->v[slot->id - 1][len] == '\0')
			return slot;
	}
}

static void
grow(struct names *t)
{
	struct name_slot *old = t->slots;
	size_t cap = t->cap, at;

	t->cap = cap ? 2 * cap : 64;
	t->slots = xcalloc(t->cap, sizeof(*t->slots));
	t->v = xreallocarray(t->v, t->cap, sizeof(*t->v));
	for (size_t i = 0; i < cap; i++) {
		if (old[i].id == 0)
			continue;
		for (at = old[i].hash; t->slots[at & (t->cap - 1)].id; at++)
			;
		t->slots[at & (t->cap - 1)] = old[i];
	}
	free(old);
}

size_t
names_add(struct names *t, const char *s, size_t len)
{
	uint32_t hash = hash_of(s, len);
	struct name_slot *slot;

	if (2 * t->n >= t->cap)
		grow(t);
	slot = find(t, hash, s, len);
	if (slot->id == 0) {
		t->v[t->n++] = xstrndup(s, len);
		*slot = (struct name_slot){hash, (uint32_t)t->n};
	}
	return slot->id - 1;
}

size_t
names_find(const struct names *t, const char *s, size_t len)
{
	const struct name_slot *slot;

	if (t->n == 0)
		return NAMES_NONE;
	slot = find(t, hash_of(s, len), s, len);
	return slot->id ? slot->id - 1 : NAMES_NONE;
}

void
names_release(struct names *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i]);
	free(t->v);
	free(t->slots);
	*t = (struct names){0};
}
