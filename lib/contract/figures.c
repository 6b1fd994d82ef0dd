/* figures: what is known of a code base as lists of an answer */
#include "contract/figures.h"
#include "base/json.h"
#include <string.h>

#define CYCLE_FOLDERS 20 /* named of one: an item is not to be endless */

size_t
figures_most(size_t n, long top)
{
	return top > 0 && (size_t)top < n ? (size_t)top : n;
}

cJSON *
figures_item(cJSON *list, const char *name, const char *path)
{
	cJSON *item = cJSON_CreateObject();

	json_add_path(item, name, path);
	cJSON_AddItemToArray(list, item);
	return item;
}

void
figures_functions(struct lists *l, const struct longest *longest, long top)
{
	cJSON *list = lists_add(l, "symbols"), *item;

	json_add_long(l->details, "functions_of", (long)longest->files);
	for (size_t i = 0; i < figures_most(longest->n, top); i++) {
		const struct longest_function *f = &longest->v[i];

		item = figures_item(list, "path", f->path);
		json_add_long(item, "line", f->tag->line);
		json_add_long(item, "end_line", f->tag->end_line);
		json_add_string(item, "kind", f->tag->kind);
		json_add_string(item, "name", f->tag->name);
		json_add_long(item, "lines", f->lines);
	}
}

static const char *
folder_name(const struct coupling *c, size_t folder)
{
	const char *path = c->folders.v[folder];

	return *path ? path : ".";
}

static void
add_cycles(struct lists *l, const struct coupling *c, long top)
{
	cJSON *list = lists_add(l, "cycles"), *item, *folders;

	for (size_t i = 0; i < figures_most(c->n_cycles, top); i++) {
		const struct coupling_cycle *cycle = &c->cycles[i];

		item = cJSON_CreateObject();
		folders = cJSON_AddArrayToObject(item, "folders");
		for (size_t j = 0; j < cycle->n && j < CYCLE_FOLDERS; j++) {
			cJSON_AddItemToArray(folders,
			    json_new_path(folder_name(c, cycle->folders[j])));
		}
		if (cycle->n > CYCLE_FOLDERS)
			json_add_long(item, "total_folders", (long)cycle->n);
		cJSON_AddItemToArray(list, item);
	}
}

void
figures_imports(struct lists *l, const struct coupling *c, long edges, long top)
{
	cJSON *list = lists_add(l, "imports"), *item;

	for (size_t i = 0; i < figures_most(c->n_edges, edges); i++) {
		const char *to = folder_name(c, c->edges[i].to);

		item = figures_item(
		    list, "from", folder_name(c, c->edges[i].from));
		json_add_path(item, "to", to);
		json_add_long(item, "count", c->edges[i].n);
	}
	add_cycles(l, c, top);
	item = cJSON_AddObjectToObject(l->details, "imports_of");
	json_add_long(item, "edges", (long)c->n_edges);
	json_add_long(item, "cycles", (long)c->n_cycles);
}

void
figures_churn(struct lists *l, const struct churn *c, long top)
{
	cJSON *list = lists_add(l, "churn"), *item;

	for (size_t i = 0; i < figures_most(c->n, top); i++) {
		const struct churn_file *f = &c->v[i];

		item = figures_item(list, "path", f->path);
		json_add_long(item, "commits", f->commits);
		json_add_long(item, "added", f->added);
		json_add_long(item, "removed", f->removed);
	}
}
