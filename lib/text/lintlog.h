#ifndef TEXT_LINTLOG_H
#define TEXT_LINTLOG_H

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What linters print, read into findings. Zero a struct lintlog to begin.
 */
enum lint_level { LINT_NOTE, LINT_WARNING, LINT_ERROR };

/* What columns count. */
enum lint_columns { LINT_BYTES, LINT_CHARACTERS, LINT_UTF16 };

enum lint_format {
	/*
	 * PLACE: LEVEL: MESSAGE [RULE] and its like, as of compilers: PLACE is
	 * PATH:LINE:COLUMN, PATH:LINE or PATH(LINE,COLUMN); LEVEL may be
	 * missing, and RULE be before the message or in ( ) behind it. Notes
	 * belong to what is before them, and are passed over.
	 */
	LINT_LINES,
	LINT_CHECKSTYLE, /* checkstyle's XML */
	LINT_SARIF,      /* SARIF 2.1.0 */
	LINT_CARGO,      /* rustc's messages, one a line */
	/* the JSON of each */
	LINT_ESLINT,
	LINT_GOLANGCI,
	LINT_PYLINT,
	LINT_RUBOCOP,
	LINT_RUFF,
	LINT_SHELLCHECK,
	LINT_STYLELINT,
};

struct lint_finding {
	char *path; /* as the linter has it, but for a file: URI */
	long line, column, end_line, end_column; /* from 1; 0: not known */
	enum lint_level level;
	char *rule; /* NULL when it names none */
	char *message;
};

struct lintlog {
	enum lint_level level; /* to be set: of what has none */
	struct lint_finding *v;
	size_t n;
};

/*
 * Adds what a linter printed. -1 with invalid_arguments or invalid_json when
 * it is not in that format; of LINT_LINES other lines are passed over.
 */
int lintlog_read(struct lintlog *log, enum lint_format format, const char *text,
    size_t len, struct error *e);
void lintlog_release(struct lintlog *log);

/* For the readers: a new finding; the log's until the next call. */
struct lint_finding *lintlog_add(
    struct lintlog *log, char *path, char *message);
/* The level of a word such as `fatal` or `style`; false for another. */
bool lintlog_level(const char *word, enum lint_level *level);

typedef int lintlog_reader(
    struct lintlog *log, const char *text, size_t len, struct error *e);
lintlog_reader lintlog_lines, lintlog_checkstyle;
int lintlog_json(struct lintlog *log, enum lint_format format, const char *text,
    size_t len, struct error *e);

#endif
