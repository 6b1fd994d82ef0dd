#ifndef RECORD_LEAKS_H
#define RECORD_LEAKS_H

#include "base/error.h"
#include "text/secrets.h"
#include <cjson/cJSON.h>

/* Secrets as findings (contract 4), which never show the secret. */

/* Where a secret was found. */
struct leak_source {
	const char *path;   /* NULL: in no file */
	const char *commit; /* NULL: in none */
	const char *s;
	size_t len;
	const long *lines; /* the number of each line; NULL: they count up */
	bool binary;       /* it has no lines */
};

/*
 * A finding: path, commit, line, column, rule, level, message, and the
 * `fingerprint` that stays the same when the lines around it move.
 */
cJSON *leak_finding(const struct leak_source *t, const struct secret *s);
/* A wrong checksum is a note, whatever the rule. */
enum secret_level leak_level(const struct secret *s);
const char *leak_level_name(enum secret_level level);

/* How many secrets of each level were found. */
struct leak_tally {
	size_t of[SECRET_NOTE + 1];
};

/* "1 error, 2 warnings, 0 notes"; the caller frees it. */
char *leak_summary(const struct leak_tally *tally);
/* Whether one is of the level of that name or above it; "never" is not. */
bool leak_reaches(const struct leak_tally *tally, const char *level);

/* Findings by their fingerprints (search.h), until the process ends. */
struct leak_set {
	void *tree;
};

/* False if it was in there. */
bool leak_add(struct leak_set *set, const cJSON *finding);
bool leak_is_in(const struct leak_set *set, const cJSON *finding);
/*
 * Adds what a baseline holds: an earlier answer of secret_scan, or several.
 * -1 with invalid_json, invalid_arguments when it is none, or was cut.
 */
int leak_baseline(
    struct leak_set *known, const char *text, size_t len, struct error *e);

#endif
