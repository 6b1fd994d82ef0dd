#ifndef RECORD_COVERAGE_REPORTS_H
#define RECORD_COVERAGE_REPORTS_H

#include "base/error.h"
#include "base/strv.h"
#include "text/coverage.h"
#include <time.h>

/*
 * Reports of coverage under the root, and what they name as paths there:
 * absolute ones of this root (or of `prefix`, where they were made
 * elsewhere), those relative to the folders that a report names, to the root,
 * or to the report's own folder or one above it.
 */
struct coverage_reports {
	const char *prefix;    /* to be set; or NULL */
	struct coverage total; /* by paths under the root */
	struct strv outside;   /* names of files that are not under it */
	struct strv missing;   /* and of files that are not there */
	struct strv stale;     /* paths that changed after their report */
};

/* Adds the paths of reports of the usual names in the usual folders. */
void coverage_reports_find(struct strv *paths);
/* The globs of these, for messages. */
extern const char coverage_reports_names[];

/* -1 as root_read and coverage_read, with the path in the message. */
int coverage_reports_add(
    struct coverage_reports *r, const char *path, struct error *e);
/* The same of a report's text, which is no file. */
int coverage_reports_add_text(
    struct coverage_reports *r, const char *text, struct error *e);
/* When all were added: sorts the total, and drops doublets of names. */
void coverage_reports_finish(struct coverage_reports *r);
void coverage_reports_release(struct coverage_reports *r);

#endif
