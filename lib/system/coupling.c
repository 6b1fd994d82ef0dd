/* coupling: which folders import from which */
#include "system/coupling.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/pairs.h"
#include "system/walk.h"
#include "text/places.h"
#include <stdlib.h>
#include <string.h>

/* While edges are counted: each has its number, from 1, in at. */
struct counting {
	struct coupling *c;
	struct pairs at;
	size_t room;
};

/* The order of names: qsort has no place for it. */
static const struct names *order;

static int
compare(size_t x, size_t y)
{
	return x == y ? 0 : strcmp(order->v[x], order->v[y]);
}

static int
by_name(const void *x, const void *y)
{
	return compare(*(const size_t *)x, *(const size_t *)y);
}

static int
by_from(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;

	return (a->from > b->from) - (a->from < b->from);
}

static int
by_weight(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return a->from != b->from ? compare(a->from, b->from)
				  : compare(a->to, b->to);
}

static int
by_size(const void *x, const void *y)
{
	const struct coupling_cycle *a = x, *b = y;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return compare(a->folders[0], b->folders[0]);
}

/* A folder's number among those of the depth that counts. */
static size_t
group_of(struct coupling *c, const char *path, long depth)
{
	const char *end = path;

	for (long i = 0; *end != '\0'; end++)
		if (*end == '/' && ++i == depth)
			break;
	return names_add(&c->folders, path, (size_t)(end - path));
}

static const void *
key(size_t n)
{
	return (const void *)(uintptr_t)(n + 1);
}

static void
count(struct counting *counting, size_t from, size_t to)
{
	struct coupling *c = counting->c;
	size_t *at = pairs_at(&counting->at, key(from), key(to));

	if (*at > 0) {
		c->edges[*at - 1].n++;
		return;
	}
	if (c->n_edges == counting->room) {
		counting->room = counting->room ? 2 * counting->room : 256;
		c->edges =
		    xreallocarray(c->edges, counting->room, sizeof(*c->edges));
	}
	c->edges[c->n_edges++] = (struct edge){from, to, 1};
	*at = c->n_edges;
}

/* What one worker met; where an import of a folder leads is found once. */
static void
count_met(struct counting *counting, const struct places *p,
    const struct survey_imports *met, const size_t *groups)
{
	struct pairs found = {0};
	size_t folder, to, *known;

	for (size_t i = 0; i < met->n; i++) {
		folder = p->folder_of[met->v[i].file];
		known = pairs_at(&found, key(folder), key(met->v[i].name));
		if (*known == 0) {
			to = places_find(
			    p, folder, met->names.v[met->v[i].name]);
			*known = to == NAMES_NONE ? 1 : to + 2;
		}
		if (*known > 1 && groups[folder] != groups[*known - 2])
			count(counting, groups[folder], groups[*known - 2]);
	}
	pairs_release(&found);
}

/* go.mod says `module NAME` on a line of its own. */
static void
add_modules(struct places *p, const struct strv *files)
{
	struct buf text = {0};

	for (size_t i = 0; i < files->n; i++) {
		const char *path = files->v[i], *s;
		size_t len = strlen(path) - strlen("go.mod"), folder;
		char *name;

		len -= len > 0;
		if (walk_read(path, &text) != NULL)
			continue;
		folder = names_add(&p->folders, path, len);
		s = buf_str(&text);
		if (strncmp(s, "module ", 7) != 0) {
			s = strstr(s, "\nmodule ");
			s += s != NULL;
		}
		if (s == NULL)
			continue;
		s += strlen("module ");
		s += strspn(s, " \t\"");
		name = xstrndup(s, strcspn(s, " \t\r\n\""));
		places_add_module(p, name, folder);
		free(name);
	}
	buf_release(&text);
}

/* The components of more than one folder. */
static void
find_cycles(struct coupling *c)
{
	size_t n = c->folders.n, *of = xcalloc(n + 1, sizeof(*of)), *sizes;
	size_t components = cycles_find(c->edges, c->n_edges, n, of);
	struct coupling_cycle *all;

	sizes = xcalloc(components + 1, sizeof(*sizes));
	all = xcalloc(components + 1, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		sizes[of[i]]++;
	for (size_t i = 0; i < n; i++) {
		struct coupling_cycle *cycle = &all[of[i]];

		if (sizes[of[i]] < 2)
			continue;
		if (cycle->n == 0)
			cycle->folders =
			    xcalloc(sizes[of[i]], sizeof(*cycle->folders));
		cycle->folders[cycle->n++] = i;
	}
	for (size_t i = 0; i < components; i++) {
		if (all[i].n == 0)
			continue;
		qsort(
		    all[i].folders, all[i].n, sizeof(*all[i].folders), by_name);
		all[c->n_cycles++] = all[i];
	}
	c->cycles = all;
	qsort(all, c->n_cycles, sizeof(*all), by_size);
	free(sizes);
	free(of);
}

void
coupling_find(struct coupling *c, const struct survey *s, long depth)
{
	struct counting counting = {.c = c};
	struct places p;
	size_t *groups;

	*c = (struct coupling){0};
	places_init(&p, &s->paths);
	add_modules(&p, &s->modules);
	groups = xcalloc(p.folders.n + 1, sizeof(*groups));
	for (size_t i = 0; i < p.folders.n; i++)
		groups[i] = group_of(c, p.folders.v[i], depth);
	for (size_t i = 0; i < CREW_MAX; i++)
		count_met(&counting, &p, &s->met[i], groups);
	order = &c->folders;
	if (c->n_edges > 0)
		qsort(c->edges, c->n_edges, sizeof(*c->edges), by_from);
	find_cycles(c);
	if (c->n_edges > 0)
		qsort(c->edges, c->n_edges, sizeof(*c->edges), by_weight);
	pairs_release(&counting.at);
	free(groups);
	places_release(&p);
}

void
coupling_release(struct coupling *c)
{
	for (size_t i = 0; i < c->n_cycles; i++)
		free(c->cycles[i].folders);
	free(c->cycles);
	free(c->edges);
	names_release(&c->folders);
	*c = (struct coupling){0};
}
