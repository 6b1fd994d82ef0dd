#ifndef RECORD_REPORT_H
#define RECORD_REPORT_H

#include "base/buf.h"
#include "base/error.h"
#include "record/report_coverage.h"
#include "record/report_source.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What result lines have to say to a person or a forge: findings, tests that
 * failed, notes, failures, as one list of items; and the formats that it can
 * be written in. Text of items is safe to show (text/visible.h) and redacted;
 * paths are as they came.
 */
enum report_level { REPORT_NOTE, REPORT_WARNING, REPORT_ERROR };

enum report_kind {
	REPORT_FINDING, /* a finding or a to-do note */
	REPORT_TEST,    /* a test that failed */
	REPORT_BROKEN,  /* a line with an error: there is no answer */
	REPORT_NO,      /* a line that says no and nothing else */
};

struct report_item {
	enum report_kind kind;
	enum report_level level;
	size_t result;       /* its line's index */
	char *path;          /* under the root, normalised; NULL: no place */
	long line, end_line; /* from 1; 0: not known */
	long column, end_column; /* in bytes, from 1; 0: not known */
	char *rule;              /* or the error's code; never empty */
	char *name;              /* of a test, else NULL */
	char *message;           /* perhaps several lines; never empty */
	char *hint;              /* or NULL */
	bool secret;             /* the place holds one: secret_scan's */
	char *allowed;           /* why it does not count, or NULL */
};

struct report_result {
	bool success;
	const char *helper; /* that it is from, or NULL */
	char *name;         /* a command, the helper, its file, or "result 1" */
	bool named;         /* not the last */
	char *summary;      /* or NULL */
	char *output;       /* of a command, or NULL */
	long passed, failed, skipped; /* tests; -1 where it ran none */
	double seconds;
	struct report_coverage coverage;
	size_t first, n; /* its items */
};

struct report {
	struct report_item *v;
	size_t n;
	struct report_result *results;
	size_t n_results;
	size_t count[REPORT_ERROR + 1]; /* items that are not allowed */
	struct sources sources;
};

/*
 * Adds the result lines of a file's text; path NULL: of standard input. -1 with
 * invalid_json, or invalid_arguments for JSON that is no result line; both name
 * the line. What a line says of findings that are none, or of an unknown level,
 * counts as an error.
 */
int report_read(struct report *r, const char *text, size_t len,
    const char *path, struct error *e);
void report_release(struct report *r);

/* Whether any line failed, or any finding is an error. */
bool report_is_red(const struct report *r);
/* "error", "warning" or "note". */
const char *report_level_name(enum report_level level);
/* A test's name, the message and the hint below it; the caller frees. */
char *report_message(const struct report_item *i);
/* "2 errors, 1 warning and 0 notes in 3 results" */
void report_totals(struct buf *out, const struct report *r);
/*
 * What the item is known by from run to run: 64 hexadecimal digits of its
 * rule, its path, and its line's text and what follows, or its message where
 * the file cannot be read. Not its line's number. Equal ones differ by n.
 */
#define REPORT_PRINT 65
void report_print(
    struct report *r, const struct report_item *i, char hex[REPORT_PRINT]);

/* The formats: each appends a whole document. */
typedef void report_format(struct buf *out, struct report *r);
report_format report_sarif, report_github, report_junit, report_markdown,
    report_gitlab, report_text, report_text_colour;

/* Appends text so that a GitHub runner takes none of it for a command. */
void report_unheard(struct buf *out, const struct buf *text);

#endif
