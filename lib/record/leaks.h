#ifndef RECORD_LEAKS_H
#define RECORD_LEAKS_H

#include "base/error.h"
#include "base/strv.h"
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

/*
 * Fills known with the fingerprints that a baseline holds: an earlier answer
 * of secret_scan, or several. -1 with invalid_json, invalid_arguments when
 * it is none, or was cut.
 */
int leak_baseline(
    struct strv *known, const char *text, size_t len, struct error *e);
bool leak_is_known(const struct strv *known, const cJSON *finding);

#endif
