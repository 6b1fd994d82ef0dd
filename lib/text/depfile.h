#ifndef TEXT_DEPFILE_H
#define TEXT_DEPFILE_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What a project declares that it depends on: a reader for each kind of
 * manifest. A text is a C string; what it holds behind a NUL is not read.
 */
struct dependency {
	const char *ecosystem; /* "npm"; lent for ever, as is scope */
	char *name;
	char *version; /* as it is written; NULL: none is */
	const char *scope;
	long line; /* from 1 */
};

/* Zero a struct depfile to begin; depfile_release() frees what it holds. */
struct depfile {
	struct dependency *v; /* in the file's order */
	size_t n;
	char *package; /* the name of what is declared to depend, or NULL */
};

/*
 * Reads a manifest. -1 with invalid_arguments that names the first line that
 * is wrong; what could be read for all that is in d.
 */
typedef int depfile_reader(
    struct depfile *d, const char *text, struct error *e);

/* The reader for a file of that name, or NULL: it is no manifest. */
depfile_reader *depfile_of(const char *path);

depfile_reader depfile_npm, depfile_cargo, depfile_go, depfile_requirements,
    depfile_pyproject, depfile_pipfile, depfile_maven, depfile_debian,
    depfile_cmake, depfile_meson, depfile_configure, depfile_make,
    depfile_gradle, depfile_gemfile;

/* Adds one; an empty version is none. Nothing without a name. */
void depfile_add(struct depfile *d, const struct dependency *one);
/* The same unless one of this name and version is there. */
void depfile_add_once(struct depfile *d, const struct dependency *one);
/* Scope of a group's name: "dev" for what is for tests and the like. */
const char *depfile_scope(const char *group);
void depfile_release(struct depfile *d);

/*
 * A requirement of Python (PEP 508): "name[extra] >=1,<2; marker", or
 * "name @ url". False when it is none.
 */
bool depfile_pep508(
    struct depfile *d, const char *text, const char *scope, long line);
/* As pkg-config takes them: "glib-2.0 >= 2.40 zlib". */
void depfile_modules(
    struct depfile *d, const char *text, const char *scope, long line);

/* The lines of a text, without their ends. Zero all but text to begin. */
struct depline {
	const char *text; /* the rest */
	struct buf line;
	long number;
};

/* False behind the last one, when it has freed the line. */
bool depline_next(struct depline *l);
/* Says what is wrong with a line, unless e says so of an earlier one. */
int depfile_wrong(struct error *e, long line, const char *what);

#endif
