/* pairs: a hash table from pairs of addresses to numbers */
#include "base/pairs.h"
#include "base/alloc.h"
#include <stdlib.h>

struct pair {
	const void *a, *b;
	size_t number;
};

static struct pair *
find(struct pairs *t, const void *a, const void *b)
{
	uint64_t h = (uint64_t)(uintptr_t)a * 0x9e3779b97f4a7c15;
	size_t i;

	h = (h ^ (uint64_t)(uintptr_t)b) * 0xd6e8feb86659fd93;
	for (i = (h ^ h >> 32) & (t->cap - 1); t->slots[i].a != NULL;
	     i = (i + 1) & (t->cap - 1))
		if (t->slots[i].a == a && t->slots[i].b == b)
			break;
	return &t->slots[i];
}

static void
grow(struct pairs *t)
{
	struct pairs bigger = {.cap = t->cap ? 2 * t->cap : 64};

	bigger.slots = xcalloc(bigger.cap, sizeof(*bigger.slots));
	for (size_t i = 0; i < t->cap; i++)
		if (t->slots[i].a != NULL)
			*find(&bigger, t->slots[i].a, t->slots[i].b) =
			    t->slots[i];
	bigger.n = t->n;
	free(t->slots);
	*t = bigger;
}

size_t *
pairs_at(struct pairs *t, const void *a, const void *b)
{
	struct pair *p;

	if (2 * t->n >= t->cap)
		grow(t);
	p = find(t, a, b);
	if (p->a == NULL) {
		*p = (struct pair){.a = a, .b = b};
		t->n++;
	}
	return &p->number;
}

void
pairs_release(struct pairs *t)
{
	free(t->slots);
	*t = (struct pairs){0};
}
