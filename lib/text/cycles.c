/* cycles: the strongly connected components of a graph */
#include "text/cycles.h"
#include "base/alloc.h"
#include <stdlib.h>

/* A node; found and low count from 1. */
struct node {
	size_t first, last;   /* its edges; first is moved on */
	size_t found, low;    /* when it was met, and the first it reaches */
	size_t caller, above; /* + 1: whence it was met; what is below it on
				 the stack of nodes without a component */
	size_t component;     /* + 1 */
};

struct search {
	struct node *v;
	const struct edge *edges;
	size_t met, stack, components; /* stack: + 1 */
};

static void
meet(struct search *s, size_t i, size_t caller)
{
	struct node *node = &s->v[i];

	node->found = node->low = ++s->met;
	node->caller = caller;
	node->above = s->stack;
	s->stack = i + 1;
}

/* Everything on the stack down to i is one component. */
static void
close_component(struct search *s, size_t i)
{
	size_t top;

	s->components++;
	do {
		top = s->stack - 1;
		s->stack = s->v[top].above;
		s->v[top].component = s->components;
	} while (top != i);
}

/* Follows the edges of i and of what is met on the way, without recursion. */
static void
search_from(struct search *s, size_t i)
{
	struct node *node, *next;
	size_t to;

	meet(s, i, 0);
	for (;;) {
		node = &s->v[i];
		if (node->first < node->last) {
			to = s->edges[node->first++].to;
			next = &s->v[to];
			if (next->found == 0) {
				meet(s, to, i + 1);
				i = to;
			} else if (next->component == 0 &&
				   next->found < node->low) {
				node->low = next->found;
			}
			continue;
		}
		if (node->low == node->found)
			close_component(s, i);
		if (node->caller == 0)
			return;
		i = node->caller - 1;
		if (node->low < s->v[i].low)
			s->v[i].low = node->low;
	}
}

size_t
cycles_find(const struct edge *edges, size_t n_edges, size_t n, size_t *of)
{
	struct search s = {.edges = edges};

	s.v = xcalloc(n + 1, sizeof(*s.v));
	for (size_t i = n_edges; i-- > 0;) {
		s.v[edges[i].from].first = i;
		if (s.v[edges[i].from].last == 0)
			s.v[edges[i].from].last = i + 1;
	}
	for (size_t i = 0; i < n; i++)
		if (s.v[i].found == 0)
			search_from(&s, i);
	for (size_t i = 0; i < n; i++)
		of[i] = s.v[i].component - 1;
	free(s.v);
	return s.components;
}
