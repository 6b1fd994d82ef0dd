#ifndef SYSTEM_COUPLING_H
#define SYSTEM_COUPLING_H

#include "system/survey.h"
#include "text/cycles.h"
#include <stddef.h>

/*
 * Which folders of a tree import from which, as far as text/places.h knows
 * where imports lead. Those within a folder do not count.
 */
struct coupling {
	struct names folders; /* by number; "" is the root */
	struct edge *edges;   /* the heaviest first, then by name */
	size_t n_edges;
	struct coupling_cycle {
		size_t *folders; /* sorted by name */
		size_t n;
	} * cycles; /* that of most folders first, then by name */
	size_t n_cycles;
};

/* depth: deeper folders count as the one so deep that they are in; 0: none. */
void coupling_find(struct coupling *c, const struct survey *s, long depth);
void coupling_release(struct coupling *c);

#endif
