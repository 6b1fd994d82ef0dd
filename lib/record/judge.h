#ifndef RECORD_JUDGE_H
#define RECORD_JUDGE_H

#include "base/strv.h"
#include "record/rules.h"
#include "record/subject.h"
#include "text/secrets.h"

/* The judging of one diff: what the checks of rules share. */
struct judge {
	const struct policy *policy;
	const struct diff *diff;
	struct findings *found;
	/* in lower case, sorted: last components of what is changed, and the
	 * paths of what is not deleted, each as often as it is */
	struct strv names, paths;
	long added, removed, gone; /* lines and files; not of generated ones */
	bool code;                 /* code that is no test is changed */
	bool by_hand;              /* something that is not generated is */
	struct strv hinted;        /* the rules whose hint was given */
	struct secrets secrets;    /* of the side that was last searched */
	const struct side *searched;
};

/*
 * Adds a finding about a changed line, or with NULL about the file; message
 * replaces the rule's own when it is not NULL.
 */
void judge_add(struct judge *j, const struct rule *rule,
    const struct subject *s, const struct changed *at, enum policy_level level,
    const char *message);
/* The same with a message that is freed, at the rule's level. */
void judge_take(struct judge *j, const struct rule *rule,
    const struct subject *s, const struct changed *at, char *message);
/* Whether a file of this name is changed in any folder: lower case. */
bool judge_changes(const struct judge *j, const char *name);
/* Whether another path, of the diff or of the tree, is the same in lower case.
 */
bool judge_collides(const struct judge *j, const char *path);

/*
 * Whether a path in lower case fits one of the globs; of those behind that
 * one with a ! in front takes it back.
 */
bool rule_any_glob(const struct strv *globs, const char *path);
/* The same of a list that spaces separate. */
bool rule_in(const char *globs, const char *path);
/* Whether a path in lower case is one where tests live. */
bool rule_is_test(const char *path);
/* Whether a file is a copy of others' code or made by a program. */
bool rule_is_generated(const struct policy *p, const char *path);
/* The last component. */
const char *rule_base_name(const char *path);
/*
 * Whether a line is new, or gone: not moved within its file or indented
 * anew; and where the rule is about code, not only a comment.
 */
bool judge_counts(
    const struct rule *r, const struct subject *s, const struct changed *at);
/*
 * Whether the rule's pattern for its kind matches the line; also when it
 * gives up, which does not say that the line is good.
 */
bool rule_matches(const struct rule *rule, const struct changed *at);
/* The same of added text from a place on: where, or then all the rest. */
bool rule_find(const struct rule *rule, const struct buf *text, size_t from,
    size_t *start, size_t *end);

rule_check check_protected, check_odd_path, check_mode, check_symlink,
    check_symlink_outside, check_submodule, check_binary, check_program,
    check_unread, check_owners, check_vendored;
rule_check check_ci, check_permissions;
rule_check check_tests_deleted, check_tests_removed, check_tests_changed,
    check_threshold, check_large_deletion;
rule_check check_lock_file, check_lock_source, check_integrity;
rule_check check_secret, check_possible_secret, check_exposed_secret,
    check_private_key;
rule_check check_invisible, check_homoglyph, check_long_line, check_encoded,
    check_allowance;
rule_check check_destructive, check_deletion, check_statements;
rule_check check_drop, check_migration_edited, check_license,
    check_gone_from_file;

#endif
