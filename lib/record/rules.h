#ifndef RECORD_RULES_H
#define RECORD_RULES_H

#include "base/strv.h"
#include "record/policy.h"
#include "text/pattern.h"

/* What policy.c, rules.c and judge.c share. */

struct rule;
struct judge;

/* A rule that needs more than a pattern; called for each file it covers. */
typedef void rule_check(
    struct judge *j, const struct rule *rule, const struct diff_file *f);

/* A rule of the built-in table: lists are separated by spaces. */
struct builtin_rule {
	const char *id;
	enum policy_level level;
	const char *message;
	const char *paths, *except; /* globs; NULL: all, none */
	const char *added, *removed;
	rule_check *check;
};

extern const struct builtin_rule builtin_rules[]; /* ends with a NULL id */

struct rule {
	char *id, *message;
	enum policy_level level;
	struct strv paths, except;
	struct pattern *added, *removed; /* NULL: not looked at */
	rule_check *check;
};

struct policy {
	struct rule *rules;
	size_t n;
	long line_bytes, removed_lines;
};

struct judge {
	const struct policy *policy;
	const struct diff *diff;
	struct findings *found;
};

/* Adds a finding; message replaces the rule's own when it is not NULL. */
void judge_add(struct judge *j, const struct rule *rule,
    const struct diff_file *f, long line, enum policy_level level,
    const char *message);

/* The changed lines of a file, with their line in the new one. */
struct change {
	const struct diff_file *f;
	size_t hunk, next; /* where the walk is */
	long line;         /* in the new file */
	const struct diff_line *at;
};
/* The next added or removed line; false at the end. Zero it, set f. */
bool change_next(struct change *c);

/* Whether a path is one where tests live. */
bool rule_is_test(const char *path);

rule_check check_protected, check_mode, check_symlink, check_symlink_outside,
    check_submodule, check_binary, check_tests_deleted, check_tests_removed,
    check_large_deletion, check_lock_file, check_secret, check_possible_secret,
    check_private_key, check_invisible, check_long_line;

#endif
