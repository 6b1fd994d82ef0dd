#ifndef TEXT_PLACES_H
#define TEXT_PLACES_H

#include "base/names.h"
#include "base/pairs.h"
#include "base/strv.h"
#include <stddef.h>

/*
 * To which folders of a tree its imports lead. It is told nothing of how the
 * project is built, so that it takes what lies nearest: of several files
 * that could be meant the one that shares most folders with the importing
 * one, then that of the shortest path. What leads out of the tree has no
 * place; nor have wildcards of Java, packages of npm's workspaces, other
 * crates than the file's own and paths that a configuration maps; a header
 * in angles without a folder is looked for in folders named include, inc,
 * src, lib and uapi, and in those at the top.
 */
struct places {
	struct names folders; /* by number; "" is the root */
	const struct strv *files;
	size_t *folder_of; /* of each file */

	/* what only places.c knows */
	struct names paths;  /* files, also without their extension */
	size_t *path_folder; /* of each of these */
	struct names bases;  /* last components */
	size_t *base_first, *next;
	struct names modules; /* of Go: their names */
	size_t *module_folder;
};

/* files are lent until the release, and sorted. */
void places_init(struct places *p, const struct strv *files);
/* A folder is the module of this name (go.mod). */
void places_add_module(struct places *p, const char *name, size_t folder);
/* The folder to which an import leads (as imports.h puts it), or NAMES_NONE. */
size_t places_find(const struct places *p, size_t from, const char *import);
void places_release(struct places *p);

#endif
