#ifndef RECORD_RULES_H
#define RECORD_RULES_H

#include "base/strv.h"
#include "record/policy.h"
#include "text/pattern.h"

/*
 * The rules of a policy, as policy.c makes them of the built-in tables
 * (rules_*.c) and of a project's file, and as judge.c goes through them.
 */
struct judge;
struct rule;
struct subject;

/* A rule that needs more than a pattern; called for each file it covers. */
typedef void rule_check(
    struct judge *j, const struct rule *rule, const struct subject *s);

/* A rule of the built-in tables: lists are separated by spaces. */
struct builtin_rule {
	const char *id;
	enum policy_level level;
	const char *message; /* what the change does; a check may say more */
	const char *hint;    /* what to do instead, or what allows it */
	const char *paths, *except; /* globs; NULL: all, none */
	const char *added, *removed;
	rule_check *check;
	bool code; /* lines that are only a comment do not count */
};

/* Each ends with a NULL id; the order is that of a file's findings. */
extern const struct builtin_rule rules_of_files[], rules_of_packages[],
    rules_of_tests[], rules_of_lines[], rules_of_operations[];

struct rule {
	char *id, *message;
	const char *hint; /* of the built-in table; NULL: none */
	enum policy_level level;
	struct strv paths, except; /* in lower case */
	char *added, *removed;     /* NULL: not looked at */
	struct pattern **compiled; /* these two, once they are needed */
	rule_check *check;
	bool code;
};

/* Who is asked about the paths; the last that fits a path holds. */
struct owner {
	char *glob; /* in lower case */
	char *names;
};

struct policy {
	struct rule *rules;
	size_t n;
	struct owner *owners;
	size_t n_owners;
	struct strv generated; /* globs from .gitattributes */
	/* in lower case, sorted: what says that a program made it, and what
	 * stays of the tree that is changed, folders with a slash
	 * (gate_read_tree) */
	struct strv made, names;
	long line_bytes, removed_lines, removed_files, path_bytes;
};

/* The rule of that id, or NULL. The first is protected-path. */
struct rule *policy_rule(const struct policy *p, const char *id);
void rule_release(struct rule *r);
/* Adds what a project's file says (policy_file.c); -1 as policy_read. */
int policy_add_file(struct policy *p, const cJSON *json, struct error *e);
/* The text in lower case, ASCII only; the caller frees. */
char *rule_fold(const char *text);

/* Stands first in a list: what it takes back is code that runs. */
#define RULE_PROSE                                                             \
	"*.md *.mdx *.rst *.txt *.adoc *.asciidoc *.html *.1 docs/** doc/** "  \
	"changelog* news* !cmakelists.txt !{docs,doc}/**/{makefile,"           \
	"dockerfile} !{docs,doc}/**/*." RULE_SCRIPTS                           \
	" !{changelog,news}*." RULE_SCRIPTS
#define RULE_SCRIPTS                                                           \
	"{sh,bash,zsh,py,js,mjs,cjs,ts,rb,pl,php,lua,ps1,bat,cmd,mk,cmake}"
#define RULE_SAMPLES   "*.example *.sample *.template *.dist *.tmpl"
#define RULE_WORKFLOWS ".github/workflows/** .github/actions/** action.y{,a}ml"

#endif
