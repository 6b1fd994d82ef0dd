#ifndef RECORD_GATE_H
#define RECORD_GATE_H

#include "record/policy.h"

/* What judging against a revision needs of git. */

/*
 * The policy as a commit has it at that path, and which files are generated
 * by its .gitattributes: a change cannot loosen its own gate. The built-in
 * one where there is no such file, or with NULL no commit. NULL as git_run
 * or policy_read fails.
 */
struct policy *gate_policy(
    const char *commit, const char *path, struct error *e);
/*
 * Appends the diff's text without the files in folders that only their
 * owners read (contract 6): git tells of them what no helper may. Returns how
 * many were left out.
 */
size_t gate_show(const struct buf *text, const struct diff *d, struct buf *out);

#endif
