#ifndef CONTRACT_OPTIONS_H
#define CONTRACT_OPTIONS_H

#include "base/strv.h"

/*
 * The options of a program in bin/: one table gives parsing, --help and
 * messages. --help and --version are known to every program.
 */
enum option_type {
	OPTION_FLAG,   /* bool *: --name sets, --no-name clears */
	OPTION_STRING, /* const char ** */
	OPTION_LONG,   /* long *, not negative */
	OPTION_DOUBLE, /* double *, not negative */
	OPTION_STRINGS /* struct strv *: may be repeated */
};

struct option_spec {
	const char *name; /* without the dashes */
	char letter;      /* of the short form, or 0 */
	enum option_type type;
	void *value;
	const char *argument; /* what --help calls the value; NULL for flags */
	const char *help;     /* of --no-NAME for a flag that starts set */
};

/*
 * Parses argv up to the entry with a NULL name. Options may stand between
 * operands; `--` ends them; with stop_at_operand the first operand ends
 * them too. Operands are added to `operands`. `usage` is the synopsis
 * behind the program's name. A fault exits 2 with invalid_arguments.
 */
void options_parse(const struct option_spec *specs, const char *usage,
    const char *about, bool stop_at_operand, int argc, char **argv,
    struct strv *operands);

#endif
