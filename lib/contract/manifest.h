#ifndef CONTRACT_MANIFEST_H
#define CONTRACT_MANIFEST_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* The catalogue of helpers (contract 10): functions.json and what it says. */
struct manifest {
	cJSON *entries; /* array of entries, our own first */
	char *folder;   /* what x-command is relative to */
};

/*
 * Reads a manifest file: NULL path means our own. -1 with not_found,
 * invalid_json or invalid_arguments that names the entry and what is wrong.
 */
int manifest_load(struct manifest *m, const char *path, struct error *e);
/*
 * Adds the helpers of the project's .codex/functions.json, if there is one;
 * their x-command becomes an absolute path, and x-project marks them.
 * Whether they may be run is record/trust's to say. -1 as above, or when a name
 * is already taken.
 */
int manifest_add_project(struct manifest *m, struct error *e);
void manifest_release(struct manifest *m);

/* The entry of that name, or NULL. Lent. */
const cJSON *manifest_find(const struct manifest *m, const char *name);
/* The nearest known name by edit distance, or NULL when none is near. */
const char *manifest_nearest(const struct manifest *m, const char *name);
/* Whether its x-grants allow only reading (contract 10, 11). */
bool manifest_reads_only(const cJSON *entry);
/* The program to run for an entry of m; the caller frees. */
char *manifest_program(const struct manifest *m, const cJSON *entry);

/* How an API takes functions. */
enum manifest_api { API_RESPONSES, API_CHAT, API_FUNCTIONS };
/* The entry without x- keys, wrapped as that API wants it. */
cJSON *manifest_for_api(const cJSON *entry, enum manifest_api api);

#endif
