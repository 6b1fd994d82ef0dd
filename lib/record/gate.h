#ifndef RECORD_GATE_H
#define RECORD_GATE_H

#include "record/policy.h"

/* What judging needs of the tree that is changed, a revision's as a rule. */

/* 1 with the file as the commit has it; 0 when it has none, -1 as git_run. */
int gate_read(
    const char *commit, const char *path, struct buf *out, struct error *e);
/*
 * The policy as a commit has it at that path: a change cannot loosen its own
 * gate. The built-in one where there is no such file, or with NULL no commit.
 * NULL as git_run or policy_read fails.
 */
struct policy *gate_policy(
    const char *commit, const char *path, struct error *e);
/*
 * Adds to the policy what the tree that the diff changes says of its files,
 * as the commit has it, or with NULL the work tree: which are generated, by
 * .gitattributes and by their own first lines (as GitHub's linguist reads
 * them); who owns them, by a CODEOWNERS where the policy names nobody; of a
 * commit, which names there are. -1 as git_run.
 */
int gate_read_tree(struct policy *p, const struct diff *d, const char *commit,
    struct error *e);
/*
 * Appends the diff from a commit, or with NULL from the index or from nothing,
 * to the work tree or what is staged. 0, or -1 as git_run.
 */
int gate_changes(
    const char *commit, bool staged, struct buf *diff, struct error *e);
/*
 * Appends the diff's text without the files in folders that only their
 * owners read (contract 6): git tells of them what no helper may. Returns how
 * many were left out.
 */
size_t gate_show(const struct buf *text, const struct diff *d, struct buf *out);

#endif
