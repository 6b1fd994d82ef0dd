#ifndef SYSTEM_SURVEY_H
#define SYSTEM_SURVEY_H

#include "base/error.h"
#include "base/strv.h"
#include "system/walk.h"
#include "text/language.h"
#include <stdbool.h>
#include <stddef.h>

/* The lines of all files whose language is known, each read once. */
struct survey_lines {
	long files, blank, comment, code;
};

struct survey_file {
	const char *path; /* lent, until the release */
	const struct language *language;
	struct survey_lines lines; /* files: 1; 0: it could not be counted */
};

struct survey {
	struct survey_file *v; /* by path */
	size_t n;
	struct walk_skipped skipped;
	struct strv paths;
};

/* Surveys what walk_list() lists; as that fails. */
int survey_make(struct survey *s, struct walk *w, struct error *e);
/* Whether a language is one of programs, not of data, styles or prose. */
bool survey_is_source(const struct language *l);
void survey_lines_add(struct survey_lines *to, const struct survey_lines *from);
void survey_release(struct survey *s);

#endif
