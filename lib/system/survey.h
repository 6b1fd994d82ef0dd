#ifndef SYSTEM_SURVEY_H
#define SYSTEM_SURVEY_H

#include "base/error.h"
#include "base/names.h"
#include "base/strv.h"
#include "system/crew.h"
#include "system/walk.h"
#include "text/language.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lines of all files whose language is known, each read once. */
struct survey_lines {
	long files, blank, comment, code;
};

struct survey_file {
	const char *path; /* lent, until the release */
	const struct language *language;
	struct survey_lines lines; /* files: 1; 0: it could not be counted */
};

/* What a worker met of imports (text/imports.h), each time. */
struct survey_imports {
	struct names names;
	struct survey_import {
		uint32_t file, name;
	} * v;
	size_t n, room;
};

struct survey {
	bool imports;          /* in: whether they are looked for, too */
	struct survey_file *v; /* by path */
	size_t n;
	struct survey_imports met[CREW_MAX];
	struct strv modules; /* go.mod files */
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
