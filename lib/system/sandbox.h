#ifndef SYSTEM_SANDBOX_H
#define SYSTEM_SANDBOX_H

#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * Gives up, for ever, what a helper's manifest entry does not grant
 * (contract 8; docs/sandbox.md says what that stops and what it does not).
 * For helpers that read or write files; those that start programs of all
 * kinds are confined otherwise.
 */
struct sandbox {
	const char *name;  /* whose folder in the state folder it may use */
	bool write;        /* changes files below the root */
	bool git;          /* starts git, which reads */
	bool ctags;        /* starts ctags, which reads what it is given */
	struct strv owned; /* files in .codex that it reads */
};

/*
 * The root must be set. 0; 1 when it only reads and the kernel lacks a
 * layer, which e names; -1 with not_available when it writes (CODEX_NO_SANDBOX
 * lifts that to 1), or outside_root when git's folders are a stranger's.
 */
int sandbox_enter(const struct sandbox *s, struct error *e);

#endif
