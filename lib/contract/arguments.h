#ifndef CONTRACT_ARGUMENTS_H
#define CONTRACT_ARGUMENTS_H

#include "contract/input.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* A helper's arguments (contract 3): flags, operands, standard input. */

/* What every helper understands beside its properties. */
struct arguments_flags {
	bool help, version, schema;
	bool no_stdin, keep_going;
	const char *root; /* lent from argv */
};

/*
 * Reads flags and operands, typed by the entry's schema, into a new object.
 * Standard flags go to *flags. NULL with invalid_arguments, which names the
 * nearest flag. The caller deletes. Paths are still as the person typed them.
 */
cJSON *arguments_from_argv(const cJSON *entry, int argc, char **argv,
    struct arguments_flags *flags, struct error *e);
/* Makes the path properties that a person typed relative to the root. */
int arguments_person_paths(cJSON *args, struct error *e);

/* Whether standard input is to be read at all, given what argv said. */
bool arguments_want_input(const cJSON *entry, const cJSON *given);
/* Whether what is required is still to come from there. */
bool arguments_need_input(const cJSON *entry, const cJSON *given);

/*
 * Joins standard input (arguments, or the vocabulary of result lines) below
 * `given` (taken), fills defaults, and checks it all: duplicates, NUL, the
 * schema, paths (normalised). NULL with invalid_arguments, which names the
 * property. The caller deletes.
 */
cJSON *arguments_join(
    const cJSON *entry, cJSON *given, const struct input *in, struct error *e);

#endif
