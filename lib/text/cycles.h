#ifndef TEXT_CYCLES_H
#define TEXT_CYCLES_H

#include <stddef.h>

/*
 * The strongly connected components of a graph (R. Tarjan, Depth-first
 * search and linear graph algorithms, 1972): nodes of the same one reach
 * each other, so that one of several nodes is a cycle.
 */
struct edge {
	size_t from, to;
	long n; /* how many imports */
};

/*
 * Fills of[i] with the number of node i's component, for n nodes; the edges
 * must be sorted by `from`. Returns how many components there are.
 */
size_t cycles_find(
    const struct edge *edges, size_t n_edges, size_t n, size_t *of);

#endif
