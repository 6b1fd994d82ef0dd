#ifndef RECORD_TEST_COMMAND_H
#define RECORD_TEST_COMMAND_H

#include "base/error.h"
#include "base/strv.h"

/*
 * How a project runs its tests: `test` of .codex/config.json (an array of
 * strings) when its user trusted it, else the first of make check, make
 * test, npm test, pytest, cargo test, go test, ctest, mvn test and bats
 * whose files are there. Nothing is run to find out.
 */

/*
 * Fills argv. -1 with not_found when no way is known, policy_denied when
 * the configured command is not trusted.
 */
int test_command_find(struct strv *argv, struct error *e);
/* The Debian package of such a program, or NULL. */
const char *test_command_package(const char *program);

#endif
