#ifndef RECORD_POLICY_H
#define RECORD_POLICY_H

#include "base/error.h"
#include "text/diff.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What a change may not do unseen: the built-in rules (rules_*.c), and
 * those of a project's policy file, .codex/policy.json:
 *
 *	{
 *	  "rules": [ { "id": "no-print", "level": "warning",
 *	      "paths": ["src/"], "except": ["src/cli/"],
 *	      "added": "\\bprintf\\(", "message": "use log_info instead" } ],
 *	  "levels": { "ci-workflow": "note", "license": "off" },
 *	  "limits": { "line_bytes": 5000, "removed_lines": 400 },
 *	  "owners": { "lib/crypto/": ["@security"] }
 *	}
 *
 * A rule with `added` or `removed` (PCRE2) speaks of the lines that match,
 * one without of each file whose path matches. A rule with a built-in id
 * takes that one's place. Every key but id, level and message may be left
 * out. protected-path can be neither replaced nor lowered. Globs do not tell
 * capitals from small letters: some file systems do not either.
 */
enum policy_level { POLICY_OFF, POLICY_NOTE, POLICY_WARNING, POLICY_ERROR };

struct finding {
	char *path;
	long line;        /* in the new file, from 1; 0: the file as such */
	const char *rule; /* lent from the policy */
	enum policy_level level;
	char *message;    /* never holds a secret */
	const char *hint; /* on a rule's first finding, lent; or NULL */
	char *allowed;    /* why it does not count, or NULL */
};

struct findings {
	struct finding *v;
	size_t n;
};

struct policy;

/* The place of the policy file under the root. */
#define POLICY_FILE ".codex/policy.json"

/*
 * The built-in policy, or with json what that makes of it. NULL with
 * invalid_json or invalid_arguments that names the rule and the key.
 */
struct policy *policy_read(const char *json, size_t len, struct error *e);
/*
 * The same from .codex/policy.json under the root, when it is there. The
 * file is read here because nobody else may read it (contract 6).
 */
struct policy *policy_load(struct error *e);
/*
 * Takes from a .gitattributes which files are generated (linguist-generated),
 * after policy_read.
 */
void policy_attributes(struct policy *p, const char *text);
/*
 * Takes from a CODEOWNERS, GitHub's or GitLab's, who is asked. What goes by
 * sections in GitLab's goes by the last line that fits, too.
 */
void policy_code_owners(struct policy *p, const char *text);
void policy_free(struct policy *p);
bool policy_has_rule(const struct policy *p, const char *id);

/*
 * Judges a diff by its added and removed lines and its headers, never by
 * context. Findings are in the order of the diff.
 */
void policy_judge(
    const struct policy *p, const struct diff *d, struct findings *found);
void findings_release(struct findings *found);
/*
 * The findings as contract 4 has them:
 * {path,line?,rule,level,message,hint?,allowed?}.
 */
cJSON *findings_json(const struct findings *found);
/* How many of that level count: those allowed do not. */
size_t findings_count(const struct findings *found, enum policy_level level);

/* The rules themselves: {rule,level,message,hint?}; the caller frees. */
cJSON *policy_describe(const struct policy *p);

/* "note" and so on; the level by its name, false when it has no such. */
const char *policy_level_name(enum policy_level level);
bool policy_level_by_name(const char *name, enum policy_level *level);

#endif
